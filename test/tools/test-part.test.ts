import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

test("a part of the tests that is not there is named, with the parts that are", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["tools/test.ts", "schedules", "nowhere", "-t", "that it is held"],
    {
      cwd: ROOT,
      encoding: "utf8",
    },
  );

  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^No test file has “nowhere” in its path\. Name a folder, a file or a word of it\. There are:\n/,
  );
  expect(stderr.split("\n")).toContain("  test/app/schedules");
});
