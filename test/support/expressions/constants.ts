import { isNode, moduleBehind, type Node, treeOf, walk } from "./syntax.ts";

/** What stands for a value that only a running program knows: a name in a pattern that is made for it. */
export const UNKNOWN = "name";

/** All texts that a piece of code can be, as far as the source tells; `UNKNOWN` for the rest. A regular expression is its source. */
export function textsOf(node: unknown, file: string, around: readonly Node[]): string[] {
  if (!isNode(node)) return [UNKNOWN];
  switch (node.type) {
    case "StringLiteral":
      return [String(node["value"])];
    case "RegExpLiteral":
      return [String(node["pattern"])];
    case "TemplateLiteral":
      return templateTexts(node, "cooked", file, around);
    case "TaggedTemplateExpression":
      return templateTexts(node["quasi"] as Node, "raw", file, around);
    case "BinaryExpression":
      return joined([textsOf(node["left"], file, around), textsOf(node["right"], file, around)]);
    case "ArrayExpression":
      return (node["elements"] as unknown[]).flatMap((element) => textsOf(element, file, around));
    case "SpreadElement":
      return textsOf(node["argument"], file, around);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return textsOf(node["expression"], file, around);
    case "MemberExpression":
      return nameOf(node["property"]) === "source" ? textsOf(node["object"], file, around) : [UNKNOWN];
    case "CallExpression":
      return callTexts(node, file, around);
    case "Identifier":
      return namedTexts(nameOf(node), file, around);
    default:
      return [UNKNOWN];
  }
}

function templateTexts(node: Node, form: "raw" | "cooked", file: string, around: readonly Node[]): string[] {
  const words = (node["quasis"] as { value: { raw: string; cooked: string } }[]).map(({ value }) => [value[form]]);
  const values = (node["expressions"] as unknown[]).map((value) => textsOf(value, file, around));
  return joined(words.flatMap((word, index) => (values[index] ? [word, values[index]] : [word])));
}

function joined(parts: readonly string[][]): string[] {
  return parts.reduce((all, part) => all.flatMap((one) => part.map((other) => one + other)), [""]);
}

/** `[…].join("|")` and `"…".split(" ")`. */
function callTexts(node: Node, file: string, around: readonly Node[]): string[] {
  const callee = node["callee"] as Node;
  const [first] = node["arguments"] as unknown[];
  const method = callee.type === "MemberExpression" ? nameOf(callee["property"]) : "";
  if (method === "join") return [textsOf(callee["object"], file, around).join(textsOf(first, file, around)[0])];
  if (method === "split") {
    const [by = ""] = textsOf(first, file, around);
    return textsOf(callee["object"], file, around).flatMap((text) => text.split(by));
  }
  return [UNKNOWN];
}

/** A constant of this file or of one that it imports, or what a callback of `map` gets, one after the other. */
function namedTexts(name: string, file: string, around: readonly Node[]): string[] {
  for (const [index, node] of [...around.entries()].reverse()) {
    if (
      node.type !== "ArrowFunctionExpression" ||
      !(node["params"] as Node[]).some((param) => nameOf(param) === name)
    ) {
      continue;
    }
    const callee = around[index - 1]?.["callee"];
    const isMap = isNode(callee) && ["map", "flatMap"].includes(nameOf(callee["property"]));
    return isMap && nameOf((node["params"] as Node[])[0]) === name
      ? textsOf(callee["object"], file, around.slice(0, index - 1))
      : [UNKNOWN];
  }
  for (const { node, around: outer } of walk(treeOf(file))) {
    if (node.type === "VariableDeclarator" && nameOf(node["id"]) === name) return textsOf(node["init"], file, outer);
    if (node.type !== "ImportSpecifier" || nameOf(node["local"]) !== name) continue;
    const target = moduleBehind(file, String((outer.at(-1)?.["source"] as Node)["value"]));
    return target ? namedTexts(nameOf(node["imported"]), target, []) : [UNKNOWN];
  }
  return [UNKNOWN];
}

export function nameOf(node: unknown): string {
  return isNode(node) && (node.type === "Identifier" || node.type === "StringLiteral")
    ? String(node["name"] ?? node["value"])
    : "";
}
