import fc from "../../support/chance.ts";
import { describe, expect, test } from "vitest";
import { readPathPattern } from "../../../pipelines/text/policy/path-pattern.ts";

function isMeant(pattern: string, path: string): boolean {
  const read = readPathPattern(pattern);
  if (typeof read !== "function") throw new Error(`${pattern} ${read.because}`);
  return read(path);
}

describe("a path of a rule is read as in .gitignore, but a folder begins at the top", () => {
  test.each([
    ["docs/", "docs/guide/start.md"],
    ["docs", "docs/guide/start.md"],
    ["docs", "packages/api/docs/start.md"],
    ["*.md", "packages/api/README.md"],
    ["README.md", "README.md"],
    ["/Makefile", "Makefile"],
    ["packages/*/src", "packages/api/src/main.ts"],
    ["packages/**/test", "packages/a/b/test/main.ts"],
    ["packages/**/test", "packages/test/main.ts"],
    ["**/fixtures/", "a/b/fixtures/one.json"],
    ["src/**", "src/deep/main.ts"],
    ["**", "README.md"],
    ["**", "src/deep/main.ts"],
    ["app/[slug]/", "app/[slug]/page.tsx"],
    ["file?.ts", "src/file1.ts"],
  ])("%s means %s", (pattern, path) => expect(isMeant(pattern, path)).toBe(true));

  test.each([
    ["docs/", "packages/docs/start.md"],
    ["docs/", "docs"],
    ["docs", "docs-site/index.md"],
    ["/Makefile", "sub/Makefile"],
    ["packages/*/src", "packages/a/b/src/main.ts"],
    ["*.md", "README.mdx"],
    ["src/**", "src"],
    ["**/", "README.md"],
    ["file?.ts", "file10.ts"],
  ])("%s does not mean %s", (pattern, path) => expect(isMeant(pattern, path)).toBe(false));

  test.each([
    ["src//app", "names no folder between two slashes"],
    ["../secrets", "leads out of the repository"],
    ["!docs/", "begins with an exclamation mark"],
    ["src/{a,b}/", "names several in braces"],
    ["src\\app", "has a backslash"],
    ["src/a**b", "has ** beside other signs"],
    ["/", "names no folder between two slashes"],
  ])("%s cannot be read, and the reason is said", (pattern, because) =>
    expect(readPathPattern(pattern)).toMatchObject({ because, fix: expect.stringMatching(/\.$/) }),
  );

  test("any pattern is answered, and a path that it means is meant with what lies below it", () => {
    const part = fc.stringMatching(/^[ab*?.]{1,4}$/);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), fc.array(part, { minLength: 1 }), (parts, path) => {
        const read = readPathPattern(parts.join("/"));
        if (typeof read === "function" && read(path.join("/")))
          expect(read([...path, "below.ts"].join("/"))).toBe(true);
      }),
    );
  });

  test("a pattern of many stars is read at once", () => {
    const read = readPathPattern("*a".repeat(90));
    expect(typeof read === "function" && read("a".repeat(400))).toBe(true);
    const deep = readPathPattern(Array.from({ length: 60 }, () => "**").join("/") + "/x");
    expect(typeof deep === "function" && deep("a/".repeat(200) + "b")).toBe(false);
  });
});
