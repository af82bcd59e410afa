import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/*
 * `npm test` checks the house and runs every test. `npm test -- PART` runs the check and the test files that have PART in their path:
 * a folder, a file or a word of it. What begins with a dash, and all after it, is for Vitest: `npm test -- schedules -t "is held"`.
 */

const ROOT = join(import.meta.dirname, "..");
const given = process.argv.slice(2);
const options = given.findIndex((one) => one.startsWith("-"));
const [parts, more] = options < 0 ? [given, []] : [given.slice(0, options), given.slice(options)];
const files = readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => `test/${name.replaceAll("\\", "/")}`)
  .filter((file) => file !== "test/architecture.test.ts");

const unknown = parts.find((part) => !files.some((file) => file.includes(part)));
process.exitCode = unknown === undefined ? tested() : refused(unknown);

function tested(): number {
  if (parts.length > 0) {
    const count = files.filter((file) => parts.some((part) => file.includes(part))).length;
    process.stdout.write(
      `The check, then ${count} of ${files.length} test files: those with ${parts.join(" or ")} in their path.\n`,
    );
  }
  return run(process.execPath, ["tools/check.ts"]) || run("vitest", ["run", "--project", "house", ...parts, ...more]);
}

function refused(part: string): number {
  const folders = [...new Set(files.map((file) => file.split("/").slice(0, -1).join("/")))].sort();
  process.stderr.write(
    `No test file has “${part}” in its path. Name a folder, a file or a word of it. There are:\n${folders.map((folder) => `  ${folder}\n`).join("")}`,
  );
  return 1;
}

function run(command: string, args: readonly string[]): number {
  return spawnSync(command, args, { cwd: ROOT, stdio: "inherit" }).status ?? 1;
}
