import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = join(import.meta.dirname, "../..");
const HARBOR = join(root, "demo/data/harbor.json");

/** A command of README, as a person types it behind `npm run`. */
async function command(script: string, ...args: string[]): Promise<{ out: string; code: number }> {
  const run = promisify(execFile)(process.execPath, [join(root, script), ...args], { maxBuffer: 16 * 1024 * 1024 });
  const { stdout, stderr, code } = await run.then(
    (done) => ({ ...done, code: 0 }),
    (failed: { stdout: string; stderr: string; code: number }) => failed,
  );
  return { out: stdout + stderr, code };
}

test("npm run quality holds what is told of recorded windows against what people announced", async () => {
  const path = join(temporaryFolder("pulse-quality").path, "announced.json");
  const set = JSON.parse(readFileSync(HARBOR, "utf8"));
  const windows = set.windows.slice(-2).map((window: { prs: { number: number; base: string }[] }) => {
    const [first, second] = window.prs.filter(({ base }) => base === "main").map(({ number }) => number);
    return { ...window, human_items: [{ section: "", text: "Two things", pr_numbers: [first, second, 99_999] }] };
  });
  writeFileSync(path, JSON.stringify({ ...set, windows }));
  const texts = join(temporaryFolder("pulse-texts").path, "texts.txt");

  const { out, code } = await command("demo/quality.ts", "--data", path, "--json", "--texts", texts);

  expect(code, out).toBe(0);
  const [{ name, windows: measured, pooled }] = JSON.parse(out).repositories;
  expect(name).toBe("acme/harbor");
  expect(measured).toHaveLength(2);
  const written = readFileSync(texts, "utf8");
  expect(written.match(/^=====.*$/gm)).toEqual(windows.map(({ id }: { id: string }) => `===== acme/harbor, ${id}`));
  for (const { markdown } of measured) expect(written).toContain(markdown.trim());
  expect(written).toContain(`* ${windows[0].prs[0].title} by @${windows[0].prs[0].author_login} in #`);
  for (const { complete, announced, told, precision, recall, f1, by_rules } of measured) {
    expect({ complete, announced, by_rules }).toEqual({ complete: true, announced: 2, by_rules: 0 });
    expect(told).toBeGreaterThan(0);
    expect(f1).toBeCloseTo(precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall));
  }
  expect(Object.keys(pooled)).toEqual(["precision", "recall", "f1"]);
});

test("npm run quality -- --learn N asks what it learned from some windows, and scores the others with it and without", async () => {
  const path = join(temporaryFolder("pulse-quality").path, "learned.json");
  const set = JSON.parse(readFileSync(HARBOR, "utf8"));
  const windows = set.windows.slice(-3).map((window: { prs: { number: number }[] }) => {
    const told = window.prs.map(({ number }) => ({ section: "All of it", text: "One thing", pr_numbers: [number] }));
    return { ...window, human_items: told };
  });
  writeFileSync(path, JSON.stringify({ ...set, windows }));

  const { out, code } = await command("demo/quality.ts", "--data", path, "--json", "--learn", "2");

  expect(code, out).toBe(0);
  const [{ learned, windows: measured }] = JSON.parse(out).repositories;
  expect(learned.from).toEqual(windows.slice(0, 2).map(({ id }: { id: string }) => id));
  expect(learned.proposals.length).toBeGreaterThan(0);
  for (const { text, because } of learned.proposals) expect(`${text} ${because}`).toMatch(/^.+\. You .+\.$/);
  expect(learned.windows).toMatchObject([{ id: measured[2].id, merged: measured[2].merged, complete: true }]);
  expect(learned.windows[0].told).toBeGreaterThan(measured[2].told);
  expect(learned.with.recall).toBeGreaterThan(learned.without.recall);
});

test("what is missing or wrong is said, with how it is asked", async () => {
  const [none, gone, broken, all, few] = await Promise.all([
    command("demo/quality.ts"),
    command("demo/quality.ts", "--data", "gone.json"),
    command("demo/quality.ts", "--data", join(root, "README.md")),
    command("demo/quality.ts", "--data", HARBOR, "--learn", "999"),
    command("demo/quality.ts", "--data", HARBOR, "--learn", "few"),
  ]);

  expect(none).toEqual({ code: 1, out: expect.stringMatching(/^No data set is named\.\n\nnpm run quality -- --data/) });
  expect(gone).toEqual({ code: 1, out: expect.stringMatching(/^There is no file gone\.json\./) });
  expect(broken).toEqual({ code: 1, out: expect.stringMatching(/README\.md is no JSON: /) });
  expect(all).toEqual({ code: 1, out: expect.stringMatching(/ windows: learn from fewer, so that one is left/) });
  expect(few).toEqual({ code: 1, out: expect.stringMatching(/^--learn takes how many windows are learned from\.\n/) });
});
