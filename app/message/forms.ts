import type { PartPayload, PartShape } from "../../db/app/tables.ts";
import type { Misfit } from "../ports/slack.ts";
import { mentionsIn } from "./mention.ts";
import { mrkdwnTexts, plainText } from "./mrkdwn.ts";
import { refusePings } from "./ping.ts";
import { markdownOf } from "./payload.ts";

/** @source docs.slack.dev, "Section block". */
const MAX_SECTION_CHARS = 3_000;
/** What chat.update takes, and chat.postMessage recommends. @source docs.slack.dev, chat.update, `msg_too_long`. */
const MAX_TEXT_CHARS = 4_000;
/** Nothing shorter than this is too long: it is refused for another reason. */
const LEAST_CHARS = 400;

/**
 * Every form of a part is made from the part that was approved, by this code alone: the same words in other blocks, or a stretch of
 * them. So the approval's digest still says what goes out.
 */
export function formed(approved: PartPayload, shape: PartShape | null, root: boolean): PartPayload {
  if (!shape) return approved;
  const whole = markdownOf(approved);
  const markdown = whole.slice(shape.from, shape.to).trim();
  const notes = notesOf(approved, shape, { root, more: shape.to < whole.length });
  const payload = asForm(shape.form, approved.text, markdown, notes);
  // Whom the approved part mentions was judged before it was approved.
  refusePings(withoutLinks(payload), new Set(mentionsIn([whole])));
  return payload;
}

/**
 * The next form to try after Slack did not take this one: several shapes are several messages, in their order.
 *
 * @returns null when there is no plainer one.
 */
export function plainer(approved: PartPayload, shape: PartShape | null, misfit: Misfit): PartShape[] | null {
  const markdown = markdownOf(approved);
  const now = shape ?? { form: "markdown", from: 0, to: markdown.length, marked: true };
  if (misfit === "mark") return now.marked ? [{ ...now, marked: false }] : null;
  if (misfit === "size") {
    const halves = cut(markdown, now);
    if (halves) return halves;
  }
  if (now.form === "markdown") return [{ ...now, form: "sections" }];
  return now.form === "sections" ? texts(markdown, { ...now, form: "text" }) : null;
}

function asForm(form: PartShape["form"], headline: string, markdown: string, notes: string[]): PartPayload {
  if (form === "text") return { text: [plainText(markdown), ...notes].join("\n\n"), blocks: [] };
  const blocks =
    form === "markdown"
      ? [{ type: "markdown", text: markdown }]
      : mrkdwnTexts(markdown, MAX_SECTION_CHARS).map((text) => ({
          type: "section",
          text: { type: "mrkdwn", text, verbatim: true },
        }));
  const context = notes.map((text) => ({ type: "context", elements: [{ type: "plain_text", text }] }));
  return { text: headline, blocks: [...blocks, ...context] };
}

/** Which part of how many it is, as approved; a stretch says that there is more, or that it goes on. */
function notesOf(approved: PartPayload, shape: PartShape, { root, more }: { root: boolean; more: boolean }): string[] {
  if (shape.from > 0) return ["Continued"];
  // Safe: render.ts makes these notes.
  const notes = approved.blocks.slice(1) as { elements: { text: string }[] }[];
  const kept = notes.flatMap(({ elements }) => elements.map(({ text }) => text));
  return more && root && kept.length === 0 ? ["The rest is in the thread."] : kept;
}

/** In two near the middle. A text may be cut between any two words, markdown only where a block begins. */
function cut(markdown: string, shape: PartShape): [PartShape, PartShape] | null {
  const { from, to, form } = shape;
  if (to - from < 2 * LEAST_CHARS) return null;
  const middle = (from + to) / 2;
  const inside = (places: number[]) => places.filter((at) => at - from >= LEAST_CHARS && to - at >= LEAST_CHARS);
  const starts = inside(blockStarts(markdown));
  const places = starts.length === 0 && form === "text" ? inside(gaps(markdown)) : starts;
  const [at] = places.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return at === undefined
    ? null
    : [
        { ...shape, to: at },
        { ...shape, from: at },
      ];
}

function texts(markdown: string, shape: PartShape): PartShape[] {
  if (plainText(markdown.slice(shape.from, shape.to)).length <= MAX_TEXT_CHARS) return [shape];
  const halves = cut(markdown, shape);
  return halves ? halves.flatMap((half) => texts(markdown, half)) : [shape];
}

/** Where a top-level block or list item begins, but not right below a heading. */
function blockStarts(markdown: string): number[] {
  const starts: number[] = [];
  let [at, fence, above, gap] = [0, "", "", true];
  for (const line of markdown.split("\n")) {
    const begins = gap || /^(- |\d+[.)] )/.test(line);
    if (line && !fence && begins && /^\S/.test(line) && at > 0 && !/^#{1,6} /.test(above)) starts.push(at);
    // Code may hold shorter marks than its own.
    if (fence) fence = line === fence ? "" : fence;
    else fence = /^`{3,}/.exec(line)?.[0] ?? "";
    gap = line === "";
    if (line) above = line;
    at += line.length + 1;
  }
  return starts;
}

/** In our own markdown a bracket in a link's words is escaped or in code, and its address has none. */
const ESCAPED_OR_LINK = /\\.|\[(?:\\.|`[^`]*`|[^[\]\\`])*\]\([^()\s]*\)/g;

/** Between words, but never inside a link. */
function gaps(markdown: string): number[] {
  const linkless = markdown.replace(ESCAPED_OR_LINK, (part) => (part.startsWith("[") ? "x".repeat(part.length) : part));
  return [...linkless.matchAll(/\s(?=\S)/g)].map(({ index }) => index + 1);
}

/** Links in Slack's own form are made by `mrkdwnTexts` alone; what is beside them must hold none. */
function withoutLinks({ text, blocks }: PartPayload): unknown {
  return { text, blocks: JSON.parse(JSON.stringify(blocks), (_key, value: unknown) => bare(value)) as unknown };
}

const bare = (value: unknown): unknown =>
  typeof value === "string" ? value.replace(/<https?:[^<>|\s]+\|([^<>]*)>/g, "$1") : value;
