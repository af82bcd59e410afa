import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";

/** The house's own files: each path from the root, with its text; of pictures, data and settings the path alone. */
export type House = ReadonlyMap<string, string>;

/** What breaks a rule: each a sentence that begins with the place and ends with what to do. */
export type Rule = (house: House) => string[];

const ROOT = join(import.meta.dirname, "../..");

export function readHouse(): House {
  const top = readdirSync(ROOT, { withFileTypes: true });
  const folders = top.filter((one) => one.isDirectory() && !one.name.startsWith(".") && one.name !== "node_modules");
  const inFolders = folders.flatMap(({ name: folder }) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)).replaceAll(sep, "/")),
  );
  const atTop = top.filter((one) => one.isFile()).map(({ name }) => name);
  const isText = (path: string) => /\.(?:ts|js|eta|css|md)$|^package(?:-lock)?\.json$/.test(path);
  const textOf = (path: string) => (isText(path) ? readFileSync(join(ROOT, path), "utf8") : "");
  return new Map([...atTop, ...inFolders].sort().map((path) => [path, textOf(path)]));
}

export const isIn = (folder: string) => (path: string) =>
  folder === "" || path === folder || path.startsWith(`${folder}/`);

/** All that runs, whoever runs it. */
export const codeOf = (house: House): string[] => [...house.keys()].filter((path) => /\.(?:ts|js)$/.test(path));

/** What stands in the product's own rooms and is not there for tests. */
export const productOf = (house: House): string[] =>
  codeOf(house).filter((path) => path.endsWith(".ts") && (path === "launch.ts" || /^(?!test\/).+\//.test(path)));

/** The files of ours that a file imports: types, too, what is imported only when it is needed, and what runs in a thread. */
export function oursIn(house: House, file: string): string[] {
  return importsIn(house.get(file) ?? "")
    .filter((name) => name.startsWith("."))
    .map((name) => posix.join(posix.dirname(file), name));
}

export function librariesIn(house: House, file: string): string[] {
  return importsIn(house.get(file) ?? "").filter((name) => !name.startsWith(".") && !name.startsWith("node:"));
}

const FORMS = [
  /^(?:import|export)\s+(?:type\s+)?(?:\w+\s*,\s*)?(?:\{[^}]*\}|\*(?:\s+as\s+\w+)?|\w+)\s+from\s+"([^"]+)"/gm,
  /^import\s+"([^"]+)"/gm,
  /\bimport\(\s*"([^"]+)"/g,
  /\bnew Worker\(new URL\("([^"]+)"/g,
];
const read = new Map<string, string[]>();

function importsIn(text: string): string[] {
  const known = read.get(text);
  if (known) return known;
  const found = FORMS.flatMap((form) => [...text.matchAll(form)].map(([, name = ""]) => name));
  read.set(text, found);
  return found;
}
