import { expect, test } from "vitest";
import { excerptOf } from "../../../pipelines/github/diff-excerpt.ts";
import { filesOf } from "../../../pipelines/github/diff-files.ts";
import { byInterest } from "../../../pipelines/github/product-files.ts";

/** As `git diff` 2.47 writes it: a change, a new file with a blank in its name, a rename, a file that is gone, a picture, a quoted name. */
const DIFF = `diff --git a/src/sum.ts b/src/sum.ts
index 1f7a7a4..8d0e412 100644
--- a/src/sum.ts
+++ b/src/sum.ts
@@ -1,3 +1,3 @@ export function sum
 a
--- b/evil.ts
+++ b/evil.ts
@@ -9,1 +9,2 @@
+diff --git a/evil.ts b/evil.ts\u2028diff --git a/evil.ts b/evil.ts
 z
diff --git a/docs/read me.md b/docs/read me.md
new file mode 100644
--- /dev/null
+++ b/docs/read me.md\t
@@ -0,0 +1 @@
+Read.
diff --git a/old.ts b/new.ts
similarity index 100%
rename from old.ts
rename to new.ts
diff --git a/gone.ts b/gone.ts
deleted file mode 100644
--- a/gone.ts
+++ /dev/null
@@ -1 +0,0 @@
-Gone.
\\ No newline at end of file
diff --git a/logo.png b/logo.png
Binary files a/logo.png and b/logo.png differ
diff --git "a/docs/\\346\\227\\245 \\"x\\".md" "b/docs/\\346\\227\\245 \\"x\\".md"
--- "a/docs/\\346\\227\\245 \\"x\\".md"
+++ "b/docs/\\346\\227\\245 \\"x\\".md"
@@ -1 +1 @@
-a
+b
`;

test("a diff is read into its files, whatever stands in their lines", () => {
  const files = filesOf({ text: DIFF, isCut: false });

  expect(files.map(({ path, additions, deletions, hunks }) => [path, additions, deletions, hunks.length])).toEqual([
    ["src/sum.ts", 2, 1, 2],
    ["docs/read me.md", 1, 0, 1],
    ["new.ts", 0, 0, 0],
    ["gone.ts", 0, 1, 1],
    ["logo.png", 0, 0, 0],
    [`docs/日 "x".md`, 1, 1, 1],
  ]);
  expect(files[0]?.hunks[0]).toBe("@@ -1,3 +1,3 @@ export function sum\n a\n--- b/evil.ts\n+++ b/evil.ts");
});

test("of a diff that is cut, the last line does not count", () => {
  const [file] = filesOf({ text: "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1,3 @@\n+whole\n+hal", isCut: true });

  expect(file?.hunks).toEqual(["@@ -1 +1,3 @@\n+whole"]);
});

test("what is no diff has no files", () => {
  expect(filesOf({ text: "", isCut: false })).toEqual([]);
  expect(filesOf({ text: "Sorry, no diff today.", isCut: true })).toEqual([]);
});

const change = (path: string, lines: number) => ({ path, additions: lines, deletions: 0 });

test("the product comes first, what tools wrote last, and of each the most changed", () => {
  const files = [
    change("package-lock.json", 9_000),
    change("src/a.ts", 1),
    change("src/b.ts", 70),
    change("vendor/x/y.go", 800),
    change("test/a.test.ts", 400),
    change("README.md", 3),
    change(".github/workflows/ci.yml", 9),
    change("web/src/__snapshots__/page.snap", 4_000),
    change("Cargo.lock", 5),
    change("api/user.pb.go", 700),
  ];

  expect(files.sort(byInterest).map(({ path }) => path)).toEqual([
    "src/b.ts",
    "src/a.ts",
    "test/a.test.ts",
    ".github/workflows/ci.yml",
    "README.md",
    "package-lock.json",
    "web/src/__snapshots__/page.snap",
    "vendor/x/y.go",
    "api/user.pb.go",
    "Cargo.lock",
  ]);
});

const hunk = (lines: number, width = 20) =>
  ["@@ -1 +1 @@", ...Array.from({ length: lines }, (_, index) => `+${index}`.padEnd(width, "."))].join("\n");
const file = (path: string, ...hunks: string[]) => ({ path, additions: 7, deletions: 1, hunks });
const room = (chars: number, charsOfOneFile = chars) => ({ chars, charsOfOneFile });

test("hunks are shown whole, and what had no room is named", () => {
  const files = [file("a.ts", hunk(2), hunk(30)), file("b.ts", hunk(2)), file("logo.png")];

  expect(excerptOf(files, room(400))).toEqual({
    text: `a.ts +7 -1\n${hunk(2)}\nb.ts +7 -1\n${hunk(2)}`,
    files: 2,
    left_out: "1 further part of a.ts +7 -1; logo.png +7 -1 (no lines to show)",
  });
});

test("everything that fits is shown, and nothing is left out", () => {
  expect(excerptOf([file("a.ts", hunk(2), hunk(3))], room(4_000))).toMatchObject({ files: 1, left_out: null });
});

test("of a hunk that is too long the first lines are shown, and very long lines are cut", () => {
  const { text, left_out } = excerptOf([file("a.ts", hunk(500, 900), hunk(1))], room(4_000));

  const lines = text.split("\n");
  expect(text.length).toBeLessThanOrEqual(4_000);
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.slice(2).every((line) => line.length === 240 && line.endsWith("…"))).toBe(true);
  expect(left_out).toBe(`${500 - (lines.length - 2)} lines and 1 further part of a.ts +7 -1`);
});

test("one big file leaves room for the others", () => {
  const { text, files } = excerptOf([file("a.ts", hunk(500)), file("b.ts", hunk(500))], room(4_000, 2_000));

  expect(files).toBe(2);
  expect(text).toContain("\nb.ts +7 -1\n");
});

test("names of files that were left out are bounded", () => {
  const files = Array.from({ length: 300 }, (_, index) => file(`${"deep/".repeat(100)}${index}.ts`));
  const { left_out } = excerptOf(files, room(4_000));

  expect(left_out).toMatch(/; and 294 more files$/);
  expect(left_out!.length).toBeLessThan(1_500);
});

test("a line stays one line, whatever other programs would make of it", () => {
  const { text } = excerptOf([file("a.ts", "@@ -1 +1 @@\n+a\r\n+b\rfile.ts +1 -1\u2028x\u0085y\n")], room(4_000));

  expect(text).toBe("a.ts +7 -1\n@@ -1 +1 @@\n+a\n+b file.ts +1 -1 x y\n");
});
