import { parsers } from "prettier/plugins/babel";

/** Something that people read: on a page, in Slack, in a terminal. Where a value is put in it has "…". */
export type SaidText = { where: string; text: string };

/** An expected error as the code says it; null: it is computed elsewhere. */
export type Refusal = { where: string; message: string | null; remedy: string | null };

type Found = { sentences: SaidText[]; refusals: Refusal[] };

const SOURCES =
  /^(?:(?:api|app|cli|pipelines|webhooks|base|db|demo|launch|seed|tools)\/.*\.[tj]s|launch\.ts|views\/static\/\w+\.js)$/;

/** What a model is told, and what stand-ins say in the words of those that they stand for. */
const NOT_TO_PEOPLE =
  /^(?:demo\/(?:github|model|slack)|pipelines\/(?:github\/\w+-tools|model-tests\/made-up-\w+|report\/agent\/(?:tools|dispatch|prompt)|github\/details\/tools)\.ts$)/;

/** Every sentence and label of the house that people may see, as far as form can tell. */
export function saidIn(house: ReadonlyMap<string, string>): Found {
  const found = [...house].map(([path, text]): Found => {
    if (path.endsWith(".eta")) return { sentences: inTemplate(path, text), refusals: [] };
    return SOURCES.test(path) && !NOT_TO_PEOPLE.test(path) ? inSource(path, text) : { sentences: [], refusals: [] };
  });
  return {
    sentences: found.flatMap(({ sentences }) => sentences),
    refusals: found.flatMap(({ refusals }) => refusals),
  };
}

/* ---- Templates ---- */

/** They stand inside a sentence; every other element ends it. */
const INLINE = new Set("a abbr b br code em i kbd mark small span strong time u".split(" "));
const TOLD = /\s(?:aria-label|placeholder|title|alt)="([^"]*)"/g;
const CODE_TEXT = /'((?:[^'\\\n]|\\.)*)'/g;
const HOLE = "…";
/** What divides two sentences, and what is nothing: places in a text stay what they are. */
const [END, NOTHING] = ["\u0000", "\u0001"];

function inTemplate(path: string, text: string): SaidText[] {
  const code = [...text.matchAll(/<%(?!\/\*)[=~]?([^]*?)%>/g)].flatMap(({ 0: tag, 1: script = "", index }) =>
    [...script.matchAll(CODE_TEXT)].map((one) => ({ at: index + tag.indexOf(script) + one.index, text: one[1] ?? "" })),
  );
  const drawn = text.replace(/<%([=~]?)[^]*?%>/g, (tag, kind: string) => blank(tag, kind === "=" ? HOLE : END));
  return [...textsIn(drawn), ...code.filter((one) => isSentence(one.text))]
    .toSorted((one, other) => one.at - other.at)
    .map((one) => ({ where: `${path}:${lineAt(text, one.at)}`, text: tidy(one.text) }));
}

/** The texts between tags, and those of attributes that people hear. */
function textsIn(html: string): { at: number; text: string }[] {
  const attributes = [...html.matchAll(TOLD)].map(({ 0: whole, 1: text = "", index }) => ({
    at: index + whole.length - text.length - 1,
    text,
  }));
  const plain = html.replace(/<\/?([a-z][a-z0-9-]*)\b[^>]*>/g, (tag, name: string) =>
    blank(tag, INLINE.has(name) ? NOTHING : END),
  );
  let at = 0;
  const texts = plain.split(END).map((text) => {
    const one = { at: at + Math.max(0, text.search(/[^\s\u0001]/)), text };
    at += text.length + 1;
    return one;
  });
  return [...texts, ...attributes].filter((one) => isSaid(tidy(one.text)));
}

const blank = (tag: string, sign: string): string => sign + tag.slice(1).replace(/[^\n]/g, NOTHING);

/* ---- Sources ---- */

type Node = { type: string; loc?: { start: { line: number } } } & { [key: string]: unknown };

/** Nobody but whoever mends the code reads what stands below these. */
const NOT_SAID = new Set(["ImportDeclaration", "ExportAllDeclaration", "TSLiteralType", "TSEnumMember"]);
const BUGS = new Set(["Error", "TypeError", "RangeError", "RegExp", "URL"]);

function inSource(path: string, text: string): Found {
  const found: Found = { sentences: [], refusals: [] };
  // Safe: what a parser of prettier gives is a tree of nodes.
  const tree = parsers["babel-ts"].parse(text, { filepath: path } as never) as unknown as Node;
  look(tree, path, found);
  return found;
}

function look(node: Node, path: string, found: Found): void {
  if (NOT_SAID.has(node.type)) return;
  const where = `${path}:${node.loc?.start.line ?? 0}`;
  const [callee, given] = [nameOf(node["callee"]), (node["arguments"] ?? []) as Node[]];
  if (node.type === "NewExpression" && BUGS.has(callee)) return;
  if (node.type === "CallExpression" && isOfLog(node["callee"])) return;
  if (node.type === "NewExpression" && callee === "Problem") {
    found.refusals.push({ where, message: textOf(given[1]), remedy: textOf(given[2]) });
  }
  if (node.type === "TaggedTemplateExpression") {
    const quasi = textOf(node["quasi"] as Node) ?? "";
    // Whatever is drawn by a tag is a piece of a page; the rest is SQL and patterns.
    if (nameOf(node["tag"]) === "html") {
      for (const { text } of textsIn(quasi)) found.sentences.push({ where, text: tidy(text) });
    }
  } else {
    const said = tidy(textOf(node) ?? "");
    if (isSentence(said)) found.sentences.push({ where, text: said });
  }
  for (const [key, value] of Object.entries(node)) {
    const isName = key === "key" && node["computed"] !== true;
    const isQuasi = node.type === "TaggedTemplateExpression" && key === "quasi";
    if (isName || key === "loc" || isQuasi) continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) look(child, path, found);
  }
  if (node.type !== "TaggedTemplateExpression") return;
  for (const child of (node["quasi"] as Node)["expressions"] as Node[]) look(child, path, found);
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
const nameOf = (node: unknown): string => (isNode(node) && node.type === "Identifier" ? String(node["name"]) : "");

function isOfLog(callee: unknown): boolean {
  if (!isNode(callee) || callee.type !== "MemberExpression") return false;
  const of = callee["object"];
  const name = isNode(of) && of.type === "MemberExpression" ? nameOf(of["property"]) : nameOf(of);
  return name === "log" || name === "console";
}

/** Of a string or a template; null: it is neither. */
function textOf(node: Node | undefined): string | null {
  if (node?.type === "StringLiteral") return String(node["value"]);
  if (node?.type !== "TemplateLiteral") return null;
  const parts = node["quasis"] as { value: { cooked: string | null } }[];
  return parts.map(({ value }) => value.cooked ?? "").join(HOLE);
}

/* ---- Both ---- */

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  nbsp: " ",
  ldquo: "“",
  rdquo: "”",
};

function tidy(text: string): string {
  const plain = text.replaceAll(NOTHING, "").replaceAll("\u2060", "");
  return plain
    .replace(/&(\w+);/g, (all, name: string) => NAMED[name] ?? all)
    .replace(/\s+/g, " ")
    .trim();
}

/** Words: no names of files, classes or settings. */
const isSaid = (text: string): boolean =>
  /\p{L}{2}/u.test(text) && (!/^[\w/.#:…-]+$/.test(text) || /^\p{Lu}\p{Ll}+[.!?…]?$/u.test(text));

/** Of code only what begins like a sentence and has more words than one, or ends like one. */
function isSentence(text: string): boolean {
  if (!/^(?:["“(‘*_]?\p{Lu}\p{Ll}*|…)[\p{L}’' ,:;.…&“”-]/u.test(text) || !/\p{L}{2}/u.test(text)) return false;
  return /\p{Ll} +["“(&]?[ \p{L}…]/u.test(text) || /^\p{Lu}\p{Ll}+[.!?…]$/u.test(text);
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split("\n").length;
