import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

/*
 * `npm run pictures` draws every page as a browser shows it, at every size, light and dark: the browser tests take them on their way. They
 * go to .pictures/, or to the folder that is named: `npm run pictures -- FOLDER`.
 */

const ROOT = join(import.meta.dirname, "..");
const [named = ".pictures", ...more] = process.argv.slice(2);
if (named.startsWith("-") || more.length > 0) {
  process.stderr.write("Name one folder at most: npm run pictures -- FOLDER\n");
  process.exit(1);
}
const folder = resolve(ROOT, named);
mkdirSync(folder, { recursive: true });
const began = Date.now();
const env = { ...process.env, SCREENSHOTS: folder };
const { status } = spawnSync("vitest", ["run", "--project", "house", "test/browser"], {
  cwd: ROOT,
  stdio: "inherit",
  env,
});
const drawn = readdirSync(folder).filter(
  (name) => name.endsWith(".png") && statSync(join(folder, name)).mtimeMs >= began,
);
process.stdout.write(`${drawn.length} pictures are in ${folder}\n`);
if (drawn.length === 0)
  process.stderr.write("Without a browser none can be drawn: see what the tests above say of it.\n");
process.exitCode = drawn.length === 0 ? 1 : (status ?? 1);
