import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { saidIn } from "./said.ts";
import { wordFaults, forbiddenIn } from "./word-faults.ts";

/*
 * `npm run words` lists every sentence that people may see, each with where it stands; `-- WORD` those with this word. Where two are said
 * in two spellings, a word stands for another one of the glossary, or a refusal has no next step, it says so and ends with 1.
 */

const ROOT = join(import.meta.dirname, "..");
const FOLDERS = [
  "api",
  "app",
  "base",
  "cli",
  "db",
  "demo",
  "launch",
  "pipelines",
  "seed",
  "tools",
  "views",
  "webhooks",
];
const [wanted = ""] = process.argv.slice(2);

const paths = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`),
);
const texts = [...paths, "launch.ts"]
  .filter((path) => /\.(?:ts|js|eta)$/.test(path) && existsSync(join(ROOT, path)))
  .map((path) => [path, readFileSync(join(ROOT, path), "utf8")] as const);
const said = saidIn(new Map(texts));
const shown = said.sentences.filter(({ text }) => text.toLowerCase().includes(wanted.toLowerCase()));
for (const { where, text } of shown) process.stdout.write(`${where}\t${text}\n`);

const faults = wordFaults(said, forbiddenIn(readFileSync(join(ROOT, "docs/glossary.md"), "utf8")));
const different = new Set(said.sentences.map(({ text }) => text)).size;
process.stderr.write(
  `\n${said.sentences.length} sentences and labels, ${different} different; ${said.refusals.length} refusals.\n`,
);
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
