import type { Token } from "markdown-it";
import { firstWords } from "./first-words.ts";
import { markdownIt } from "./markdown.ts";
import type { MessageBlock } from "./message.ts";
import { isBreak, ownToken, withClass } from "./tokens.ts";

const { renderer, options, utils } = markdownIt;

renderer.rules["heading_open"] = () => '<p class="sl-h"><strong>';
renderer.rules["heading_close"] = () => "</strong></p>\n";
renderer.rules["link_open"] = (tokens, index) =>
  `<a class="sl-a${tokens[index]?.meta?.cites ? " cite" : ""}" href="${utils.escapeHtml(String(tokens[index]?.attrGet("href") ?? ""))}" rel="noopener nofollow" target="_blank">`;

renderer.rules["mention"] = (tokens, index) =>
  `<span class="sl-at">@${utils.escapeHtml(tokens[index]?.content ?? "")}</span>`;

renderer.rules["place"] = (tokens, index) => {
  const { from, to } = placeIn(tokens[index]);
  return `${CUT}${from} ${to}${CUT}`;
};

renderer.rules["why"] = (tokens, index) => {
  const { address, line, text } = whyIn(tokens[index]);
  const words = utils.escapeHtml(`Why is this here: ${firstWords(text)}`);
  return `<a class="sl-why" href="${utils.escapeHtml(address)}?line=${line}" aria-label="${words}" title="Why is this here?" data-why></a>`;
};

renderer.rules["finding"] = (tokens, index) => {
  const { key, severity, message } = findingIn(tokens[index]);
  const words = utils.escapeHtml(`${severity === "fault" ? "Fault" : "Flag"}: ${message}`);
  return `<a class="sl-find ${severity}" href="#finding-${utils.escapeHtml(key)}" aria-label="${words}" title="${words}"></a>`;
};

/** What stands at the sentences, by their lines: where to ask what is behind one, and what was found in it. */
export type Beside = {
  address: string;
  texts: ReadonlyMap<number, string>;
  findings: ReadonlyMap<number, readonly Marked[]>;
};
export type Marked = { key: string; severity: "fault" | "flag"; message: string; line: number | null };

/** Draws the same blocks as HTML with Slack's look. Safe to print as it is: every text was escaped here. */
export function previewOf(blocks: readonly MessageBlock[], beside: Beside): string {
  return renderer.render(
    joined(blocks).map((token) => withMarks(token, beside)),
    options,
    {},
  );
}

/** What one sentence says, for a place where nothing but a line of words fits. Safe to print as it is. */
export function sentenceHtml(blocks: readonly MessageBlock[]): string {
  const inline = blocks.flatMap(({ tokens }) => tokens).find(({ type }) => type === "inline");
  return renderer.renderInline(inline?.children ?? [], options, {});
}

/** What was drawn; behind it stands what somebody says beside these lines. */
export type Piece = { html: string; from: number; to: number };

/**
 * The same, cut at the end of each block, where something may stand beside it: an item of a list, a paragraph, a heading, a table. The last
 * piece has no lines.
 */
export function piecesOf(blocks: readonly MessageBlock[], beside: Beside): Piece[] {
  const tokens = inPlaces(joined(blocks)).map((token) => withMarks(token, beside));
  const cut = renderer.render(tokens, options, {}).split(CUT);
  return Array.from({ length: Math.ceil(cut.length / 2) }, (_, index) => {
    const [from = 0, to = 0] = (cut[2 * index + 1] ?? "").split(" ").map(Number);
    return { html: cut[2 * index] ?? "", from, to };
  });
}
/** No text that goes through `normalise` can hold it. */
const CUT = "\0";

/** Each block in a place of its own; an item of a list is one already. */
function inPlaces(tokens: readonly Token[]): Token[] {
  let [list, map]: [boolean, Token["map"]] = [false, null];
  return tokens.flatMap((token) => {
    const { type, level, nesting } = token;
    if (level === 0 && nesting === 0) return [html('<div class="it">'), token, placeAt(token.map), html("</div>")];
    if (level === 0 && nesting === 1) [list, map] = [type.endsWith("list_open"), token.map];
    if (!list && level === 0)
      return nesting === 1 ? [html('<div class="it">'), token] : [token, placeAt(map), html("</div>")];
    if (!list || level !== 1 || (type !== "list_item_open" && type !== "list_item_close")) return [token];
    if (nesting === -1) return [placeAt(map), token];
    map = token.map;
    return [withClass(token, "it")];
  });
}

const html = (content: string): Token => Object.assign(ownToken("html_block"), { content });

function placeAt(map: Token["map"]): Token {
  const [from, to] = map ?? [0, 0];
  return Object.assign(ownToken("place"), { meta: { from: from + 1, to } });
}

function placeIn(token: Token | undefined): { from: number; to: number } {
  // Safe: `placeAt` alone makes such tokens.
  return token?.meta as ReturnType<typeof placeIn>;
}

/**
 * A finding stands at the end of its line, or of its paragraph where its lines are drawn otherwise; the question why at the end of its
 * sentence: in a row, of that row.
 */
function withMarks(token: Token, beside: Beside): Token {
  const [from, to] = token.map ?? [0, 0];
  if (token.type !== "inline" || to === from) return token;
  const numbers = Array.from({ length: to - from }, (_, at) => from + at + 1);
  const rows = numbers.filter((line) => beside.texts.has(line)).length > 1;
  const lines = numbers.map((line) => {
    const asks = rows ? line : line === to ? from + 1 : 0;
    return [...findingsAt(line, beside), ...whyAt(asks, beside)];
  });
  if (lines.every((marks) => marks.length === 0)) return token;
  return Object.assign(ownToken("inline"), { children: placed(token.children ?? [], lines) });
}

function placed(children: readonly Token[], lines: readonly Token[][]): Token[] {
  if (children.filter(isBreak).length !== lines.length - 1) return [...children, ...lines.flat()];
  let line = 0;
  const broken = children.flatMap((child) => (isBreak(child) ? [...(lines[line++] ?? []), child] : [child]));
  return [...broken, ...(lines[line] ?? [])];
}

const findingsAt = (line: number, { findings }: Beside): Token[] =>
  (findings.get(line) ?? []).map((meta) => Object.assign(ownToken("finding"), { meta }));

function whyAt(line: number, { address, texts }: Beside): Token[] {
  const text = texts.get(line);
  return text === undefined ? [] : [Object.assign(ownToken("why"), { meta: { address, line, text } })];
}

function whyIn(token: Token | undefined): { address: string; line: number; text: string } {
  // Safe: `whyAt` alone makes such tokens.
  return token?.meta as ReturnType<typeof whyIn>;
}

function findingIn(token: Token | undefined): Marked {
  // Safe: as above.
  return token?.meta as Marked;
}

/** Items of one list are drawn as one list again. */
function joined(blocks: readonly MessageBlock[]): Token[] {
  return blocks.flatMap(({ tokens, kind }, index) => {
    if (!kind.endsWith("list_open")) return tokens;
    const from = blocks[index - 1]?.kind === kind ? 1 : 0;
    const to = blocks[index + 1]?.kind === kind ? -1 : undefined;
    return tokens.slice(from, to);
  });
}
