import { z } from "zod";
import { nameOf, textsOf, UNKNOWN } from "./constants.ts";
import { isNode, type Node, productFiles, treeOf, walk } from "./syntax.ts";

type Expression = { file: string; line: number; pattern: RegExp };

/** Every regular expression of the product: literals, those made of texts, and those behind zod's formats. */
export function expressionsOfProduct(): Expression[] {
  return productFiles().flatMap((file) =>
    [...walk(treeOf(file))].flatMap(({ node, around }) =>
      patternsIn(node, around, file).map((pattern) => ({ file, line: node.loc?.start.line ?? 0, pattern })),
    ),
  );
}

function patternsIn(node: Node, around: readonly Node[], file: string): RegExp[] {
  if (node.type === "RegExpLiteral") {
    const flags = String(node["flags"]);
    // `split` goes on after each match, as an expression with `g` does.
    return [new RegExp(String(node["pattern"]), isSplitBy(node, around) ? `${flags}g` : flags)];
  }
  if (node.type !== "NewExpression" && node.type !== "CallExpression") return [];
  const [pattern, flags] = node["arguments"] as unknown[];
  if (nameOf(node["callee"]) === "RegExp") {
    const flag = flags === undefined ? "" : (textsOf(flags, file, around)[0] ?? "");
    // One that is wholly made elsewhere is found there.
    return textsOf(pattern, file, around).flatMap((source) => (source === UNKNOWN ? [] : [new RegExp(source, flag)]));
  }
  return formatsIn(node["callee"]);
}

function isSplitBy(node: Node, around: readonly Node[]): boolean {
  const call = around.at(-1);
  const callee = call?.type === "CallExpression" ? call["callee"] : undefined;
  return isNode(callee) && nameOf(callee["property"]) === "split" && (call?.["arguments"] as Node[])[0] === node;
}

const held = z.object({ _zod: z.object({ def: z.object({ pattern: z.instanceof(RegExp) }) }) });

/** `z.email()`, `z.iso.datetime()` and whatever else judges a text by an expression. */
function formatsIn(callee: unknown): RegExp[] {
  const path = pathOf(callee);
  if (path[0] !== "z" || path.length < 2) return [];
  const make = path.slice(1).reduce<unknown>((of, name) => (of as Record<string, unknown> | undefined)?.[name], z);
  if (typeof make !== "function" || !isFormat(path.at(-1) ?? "")) return [];
  const read = held.safeParse(make());
  return read.success ? [read.data._zod.def.pattern] : [];
}

/** Not those that need something to be made of, as `z.object`. */
function isFormat(name: string): boolean {
  return name in z.regexes || ["datetime", "date", "time", "duration", "email", "url", "uuid"].includes(name);
}

function pathOf(node: unknown): string[] {
  if (!isNode(node)) return [];
  return node.type === "MemberExpression" ? [...pathOf(node["object"]), nameOf(node["property"])] : [nameOf(node)];
}
