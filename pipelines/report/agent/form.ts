import type { ItemKind } from "../../../webhooks/contract/kinds.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import { citation } from "../../../webhooks/contract/report-text.ts";
import type { ChatFormat } from "../../models/chat.ts";
import { tokensOfBytes } from "../../models/tokens.ts";
import { eachAnswer, jsonSchemaOf, leadAnswer, otherWording, shareAnswer, wishedLead } from "./answer.ts";
import type { Draft } from "./draft.ts";
import { MOST_HIGHLIGHTS } from "./merge.ts";
import { ITEMS_OF_GRACE, MAX_AREA_CHARS } from "./mend.ts";
import { TEXT_CHARS, textChars, type Share } from "./share.ts";

/**
 * The JSON Schema of an answer. `bounded` also says how long a text may be, how many there may be of everything, and which pull requests
 * there are: servers that constrain a model word by word hold it to that, and without it a small model rambles on. Others refuse it.
 */
export type AnswerForm = {
  plain: Schema;
  bounded: Schema;
  /** In place of `bounded`, where each pull request gets one sentence. */
  each?: Schema;
  /** What the longest answer takes that `bounded` allows, each pull request in one place. */
  tokens: number;
};
type Schema = Record<string, unknown>;

const CHARS = { label: 60, intro: 400, reference: 60 };
/** Names, marks and the longest choices around the texts of each, as JSON. */
const FRAME_CHARS = { answer: 60, item: 84, group: 32, omitted: 52, reference: 4 };
/** @source OpenAI: about four characters of English a token. Other languages, and small models' vocabularies, take up to half as many again. */
const OTHER_LANGUAGES = 1.5;
/** Of an item as the opening's writer is shown it: its number, kind, area and text. */
export const MOST_ITEM_CHARS = TEXT_CHARS + MAX_AREA_CHARS + 60;
const MOST_GROUPS = 12;
/** A grammar of more choices than these costs a server more than it helps. */
const MOST_CHOICES = 200;

export function shareForm(kinds: readonly ItemKind[], share: Share, sources: readonly Source[]): AnswerForm {
  const refs = refsOf(share, sources);
  const one = { type: "string", ...(refs.length > MOST_CHOICES ? { maxLength: CHARS.reference } : { enum: refs }) };
  const pr = { $ref: "#/$defs/pr" };
  const prs = { maxItems: share.prs.length, items: pr };
  const plain = jsonSchemaOf(shareAnswer(kinds));
  return {
    plain,
    bounded: within(plain, {
      "": { $defs: { pr: one } },
      items: { maxItems: share.most_items + ITEMS_OF_GRACE },
      "items.area": { maxLength: MAX_AREA_CHARS },
      "items.text": { maxLength: textChars(share) },
      "items.prs": prs,
      grouped: { maxItems: MOST_GROUPS },
      "grouped.label": { maxLength: CHARS.label },
      "grouped.prs": prs,
      omitted: { maxItems: share.prs.length },
      "omitted.pr": pr,
    }),
    ...(share.each && { each: eachForm(kinds, share, sources) }),
    tokens: shareTokens(share, refs),
  };
}

function eachForm(kinds: readonly ItemKind[], share: Share, sources: readonly Source[]): Schema {
  const refs = ownRefs(share, sources);
  const length = { maxLength: textChars(share) };
  const titles = Object.fromEntries(refs.map((ref, index) => [ref, share.each?.[index] ?? ""]));
  return within(
    jsonSchemaOf(eachAnswer(kinds, titles)),
    Object.fromEntries(refs.map((ref) => [`${ref}.text`, length])),
  );
}

/** As a writer names them. */
export const ownRefs = ({ prs }: Share, sources: readonly Source[]) => prs.map((ref) => citation(ref, sources));

const refsOf = ({ prs, also }: Share, sources: readonly Source[]) =>
  [...prs, ...also].map((ref) => citation(ref, sources));

function shareTokens(share: Share, refs: readonly string[]): number {
  const items = Math.min(share.most_items + ITEMS_OF_GRACE, refs.length);
  const rest = Math.max(0, share.prs.length - items);
  const groups = Math.min(rest, MOST_GROUPS);
  const text = items * (textChars(share) + MAX_AREA_CHARS) + groups * CHARS.label;
  const frame = items * FRAME_CHARS.item + groups * FRAME_CHARS.group + (rest - groups) * FRAME_CHARS.omitted;
  const named = [...refs, ...(share.each ?? [])].reduce((sum, said) => sum + said.length + FRAME_CHARS.reference, 0);
  return tokensOfBytes(text * OTHER_LANGUAGES + frame + named + FRAME_CHARS.answer);
}

/**
 * What one pull request more takes of an answer, at the most.
 *
 * @param named Its reference, and what else of it has to be said again.
 */
export function tokensOfPull(detail: Share["detail"], named: string): number {
  const text = textChars({ ...(detail && { detail }) }) + MAX_AREA_CHARS;
  return tokensOfBytes(text * OTHER_LANGUAGES + FRAME_CHARS.item + named.length + FRAME_CHARS.reference);
}

/**
 * @param items How many there are to be opened.
 * @param wished Whether the answer also says which wishes were not followed.
 */
export function leadForm(items: number, wished: boolean): AnswerForm {
  const plain = jsonSchemaOf(wished ? wishedLead : leadAnswer);
  const { most: maxItems, chars } = LIMITS.not_followed;
  const not_followed = { maxItems, items: { type: "string", maxLength: chars } };
  const wishes = wished ? maxItems * chars : 0;
  const numbers = Array.from({ length: items }, (_, index) => index + 1);
  const choice = items > 0 && items <= MOST_CHOICES ? { items: { type: "integer", enum: numbers } } : {};
  const intro = { maxLength: CHARS.intro };
  return {
    plain,
    bounded: within(plain, { intro, highlights: { maxItems: MOST_HIGHLIGHTS, ...choice }, not_followed }),
    tokens: tokensOfBytes((CHARS.intro + wishes) * OTHER_LANGUAGES + FRAME_CHARS.answer + MOST_HIGHLIGHTS * 4),
  };
}

export function wordingForm(): AnswerForm {
  const plain = jsonSchemaOf(otherWording);
  const bounded = within(plain, { text: { maxLength: TEXT_CHARS } });
  return { plain, bounded, tokens: tokensOfBytes(TEXT_CHARS * OTHER_LANGUAGES + FRAME_CHARS.answer) };
}

export function formatOf(
  { job, rung, bounded }: Pick<Draft, "job" | "rung" | "bounded">,
  form: AnswerForm,
): ChatFormat {
  if (rung !== "json_schema") return { kind: rung };
  return { kind: rung, name: job, schema: bounded ? (form.each ?? form.bounded) : form.plain };
}

/** Whether a sentence for each is asked for: only who is held to the form gets a form without a choice. */
export function isForEach(
  { rung, bounded }: Pick<Draft, "rung" | "bounded">,
  { each }: Pick<AnswerForm, "each">,
): boolean {
  return rung === "json_schema" && bounded && each !== undefined;
}

/** A schema with more said of some of its parts, each by its path through objects and lists. */
function within(schema: Schema, more: Readonly<Record<string, Schema>>, path = ""): Schema {
  const part = more[path] ?? {};
  if ("$ref" in part) return part;
  const said = { ...schema, ...part };
  // Safe: what zod prints of our own shapes.
  const { properties, items } = said as { properties?: Record<string, Schema>; items?: Schema };
  const at = (name: string) => (path === "" ? name : `${path}.${name}`);
  const parts = Object.entries(properties ?? {}).map(([name, own]) => [name, within(own, more, at(name))]);
  return {
    ...said,
    ...(properties && { properties: Object.fromEntries(parts) }),
    // A list's elements stand at its own path, but for what is said of the list itself.
    ...(items && { items: within(items, { ...more, [path]: {} }, path) }),
  };
}
