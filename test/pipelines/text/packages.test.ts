import { describe, expect, test } from "vitest";
import { besidePackages, manifestsAround, ROOT_MANIFESTS } from "../../../pipelines/text/packages.ts";

/** Files of a repository that were looked at: all others are none. */
const holding = (files: Record<string, string>) => (path: string) => files[path] ?? null;
const isBeside = (files: Record<string, string>, path: string) => besidePackages(holding(files))(path);

const NPM = { "package.json": '{ "private": true, "workspaces": ["packages/*", "./apps/web-*"] }' };
const PNPM = {
  "package.json": '{ "private": true, "scripts": { "build": "turbo build" } }',
  "pnpm-workspace.yaml":
    "# ours\npackages:\n  - \"packages/**\"\n  - '!**/dist/**'\n  - apps/* # all\n  - .\n\ncatalog:\n  - x/*\n",
};
const CARGO = { "Cargo.toml": '[workspace]\nmembers = [\n  # All of it.\n  "crates/*",\n  "xtask", # and that\n]\n' };

describe("in a repository that is a workspace, and no package itself", () => {
  test.each<[string, Record<string, string>, string]>([
    ["npm", NPM, "packages/map/src/a.ts"],
    ["npm, by the beginning of a name", NPM, "apps/web-shop/a.ts"],
    ["pnpm, however deep", PNPM, "packages/ui/map/src/a.ts"],
    ["pnpm, with a comment behind", PNPM, "apps/site/a.ts"],
    ["Cargo", CARGO, "crates/map/src/lib.rs"],
    ["uv", { "pyproject.toml": '[tool.uv.workspace]\nmembers = ["services/*"]\n' }, "services/api/main.py"],
  ])("what its manifest names is a package: %s", (_form, files, path) => {
    expect(isBeside(files, path)).toBe(false);
    expect(isBeside(files, "robots/triage/config.toml")).toBe(true);
  });

  test("a folder with a manifest of its own is one, too, whether it is named or not", () => {
    const editor = { ...CARGO, "editors/code/package.json": "{}" };
    expect(isBeside(editor, "editors/code/src/main.ts")).toBe(false);
    expect(isBeside(editor, "editors/vim/map.vim")).toBe(true);
    expect(isBeside({ ...CARGO, "deploy/Chart.yaml": "" }, "deploy/templates/api.yaml")).toBe(false);
  });

  test("files of the root, folders of sources, and what a program runs with, may be anything", () => {
    for (const path of ["schema.json", "src/main.ts", "server/a.ts", "locales/de.json", "migrations/1.sql"])
      expect(isBeside(NPM, path)).toBe(false);
  });

  test("Python that belongs to Rust is where its manifest says", () => {
    const both = { ...CARGO, "pyproject.toml": '[project]\nname = "map"\n[tool.maturin]\npython-source = "python"\n' };
    expect(isBeside(both, "python/map/a.py")).toBe(false);
    expect(isBeside(both, "robots/a.py")).toBe(true);
  });
});

test.each<[string, Record<string, string>]>([
  ["it has no manifest", {}],
  ["it is a package of npm", { "package.json": '{ "workspaces": ["packages/*"] }' }],
  ["it offers something", { "package.json": '{ "private": true, "bin": "a.js", "workspaces": ["packages/*"] }' }],
  [
    "it can be started",
    { "package.json": '{ "private": true, "scripts": {"start": "node ."}, "workspaces": ["p/*"] }' },
  ],
  ["its manifest cannot be read", { "package.json": '{ "private": true, "workspaces": ["packages/*"]' }],
  ["its list cannot be understood", { "package.json": '{ "private": true, "workspaces": ["packages/{a,b}"] }' }],
  ["its list is written otherwise", { ...NPM, "pnpm-workspace.yaml": "packages: [apps/*]\n" }],
  ["it is a crate, too", { "Cargo.toml": '[package]\nname = "map"\n[workspace]\nmembers = ["crates/*"]\n' }],
  ["it is a package of Python", { ...CARGO, "pyproject.toml": '[project]\nname = "map"\n' }],
  [
    "its workspace of Python stands in one line",
    { ...CARGO, "pyproject.toml": '[tool.uv]\nworkspace = { members = ["a"] }\n' },
  ],
  ["it is built otherwise, too", { ...NPM, "go.mod": "module map\n" }],
])("nothing lies beside the packages of a repository where %s", (_why, files) => {
  expect(isBeside(files, "robots/triage/config.toml")).toBe(false);
  expect(manifestsAround(["robots/triage/config.toml"], holding(files))).toEqual([]);
});

test("what nobody looked at says nothing", () => {
  const looked = new Map<string, string | null>(ROOT_MANIFESTS.map((path) => [path, null]));
  looked.set("package.json", NPM["package.json"]);
  const textOf = (path: string) => looked.get(path);
  expect(besidePackages(textOf)("robots/a.ts")).toBe(false);
  for (const path of manifestsAround(["robots/a.ts"], textOf)) looked.set(path, null);
  expect(besidePackages(textOf)("robots/a.ts")).toBe(true);
  looked.delete("go.mod");
  expect(besidePackages(textOf)("robots/a.ts")).toBe(false);
});

test("of places that hold tests or documents, and of packages, nothing more is looked at", () => {
  const wanted = manifestsAround(["packages/map/a.ts", "docs/a.md", "e2e/a.ts", "robots/deep/a.ts"], holding(NPM));
  expect(wanted).toContain("robots/package.json");
  expect(wanted).toContain("robots/deep/Dockerfile");
  expect(wanted.every((path) => path.startsWith("robots/"))).toBe(true);
});
