import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Eta } from "eta";
import { parsers } from "prettier/plugins/babel";

/** The root of the repository. */
const ROOT = join(import.meta.dirname, "../../..");
const PRODUCT = ["api", "app", "base", "cli", "db", "demo", "pipelines", "views", "webhooks"];

/** Any node of Babel's syntax tree: what is asked of it is checked where it is asked. */
export type Node = { type: string; loc?: { start: { line: number } } } & { [key: string]: unknown };

/** Every file of the product that holds code: its modules, the browser's scripts, and the templates. */
export function productFiles(): string[] {
  const inside = PRODUCT.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`),
  );
  return [...inside.filter((name) => /\.(?:ts|js|eta)$/.test(name)), "launch.ts"].sort();
}

const trees = new Map<string, Node>();

/** A file's syntax tree; a template's is that of the function which it becomes, whose lines are not the template's. */
export function treeOf(file: string): Node {
  const known = trees.get(file);
  if (known) return known;
  const text = readFileSync(join(ROOT, file), "utf8");
  const code = file.endsWith(".eta") ? `async () => {${new Eta().compileToString(text)}}` : text;
  // Safe: what a parser of prettier gives is a tree of nodes. Its options matter to other languages only.
  const tree = parsers["babel-ts"].parse(code, { filepath: file } as never) as unknown as Node;
  trees.set(file, tree);
  return tree;
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

/** Every node with those around it, the nearest last. */
export function* walk(node: Node, around: readonly Node[] = []): Generator<{ node: Node; around: readonly Node[] }> {
  yield { node, around };
  const inner = [...around, node];
  for (const child of childrenOf(node)) yield* walk(child, inner);
}

/** The module that an import names, when it is one of ours. */
export function moduleBehind(file: string, source: string): string | null {
  return source.startsWith(".") ? join(dirname(file), source) : null;
}
