import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import * as prettier from "prettier";

/*
 * One share of the house's files, looked at with Prettier as its own program would do it: `node tools/format.ts 1/2`. What was found to be
 * formatted once is not looked at again until its text, the settings or Prettier are others. Prints one line of JSON.
 */

const ROOT = join(import.meta.dirname, "..");
const [share = 1, shares = 1] = (process.argv[2] ?? "1/1").split("/").map(Number);
const IGNORED_BY = [".gitignore", ".prettierignore"].map((name) => join(ROOT, name));
const CACHE = join(ROOT, `node_modules/.cache/formatted-${share}-${shares}.json`);

const known = new Set(readKnown());
const sound: string[] = [];
const faults: string[] = [];
const files = (await supported(ROOT)).filter((path) => shareOf(path) === share);
for (const path of files) {
  const text = readFileSync(path, "utf8");
  const options = { ...(await prettier.resolveConfig(path)), filepath: path };
  const key = createHash("sha256")
    .update(JSON.stringify([prettier.version, options, text]))
    .digest("base64url");
  const fault = known.has(key) ? null : await faultOf(text, options);
  if (fault === null) sound.push(key);
  else faults.push(`${relative(ROOT, path)} ${fault}`);
}
mkdirSync(dirname(CACHE), { recursive: true });
writeFileSync(`${CACHE}.new`, JSON.stringify(sound));
renameSync(`${CACHE}.new`, CACHE);
const anew = files.length - sound.filter((key) => known.has(key)).length;
process.stdout.write(JSON.stringify({ files: files.length, anew, faults }));

async function faultOf(text: string, options: prettier.Options): Promise<string | null> {
  try {
    return (await prettier.check(text, options)) ? null : "is not formatted.";
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The same for a file whatever comes or goes beside it. */
function shareOf(path: string): number {
  return 1 + (createHash("sha256").update(relative(ROOT, path)).digest().readUInt32BE() % shares);
}

/** Every file below that Prettier knows a form for. */
async function supported(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile()) {
      const { ignored, inferredParser } = await about(path);
      if (!ignored && inferredParser) found.push(path);
    } else if (entry.isDirectory() && ![".git", "node_modules"].includes(entry.name)) {
      const { ignored } = await about(join(path, "any.ts"));
      if (!ignored) found.push(...(await supported(path)));
    }
  }
  return found;
}

function about(path: string): Promise<prettier.FileInfoResult> {
  return prettier.getFileInfo(path, { ignorePath: IGNORED_BY });
}

function readKnown(): string[] {
  try {
    // Safe: only this program writes it.
    return JSON.parse(readFileSync(CACHE, "utf8")) as string[];
  } catch {
    return [];
  }
}
