import type { ItemKind } from "../../../webhooks/contract/report.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import { citation } from "../../../webhooks/contract/report-text.ts";
import type { ChatFormat } from "../../models/chat.ts";
import { jsonSchemaOf, leadAnswer, shareAnswer } from "./answer.ts";
import type { Draft } from "./draft.ts";
import { MOST_HIGHLIGHTS } from "./merge.ts";
import { ITEMS_OF_GRACE, MAX_AREA_CHARS } from "./mend.ts";
import type { Share } from "./share.ts";

/**
 * The JSON Schema of an answer. `bounded` also says how long a text may be, how many there may be of everything, and which pull requests
 * there are: servers that constrain a model word by word hold it to that, and without it a small model rambles on. Others refuse it.
 */
export type AnswerForm = { plain: Schema; bounded: Schema };
type Schema = Record<string, unknown>;

const CHARS = { text: 240, label: 60, intro: 400, reference: 60 };
/** Of an item as the opening's writer is shown it: its number, kind, area and text. */
export const MOST_ITEM_CHARS = CHARS.text + MAX_AREA_CHARS + 60;
const MOST_GROUPS = 12;
/** A grammar of more choices than these costs a server more than it helps. */
const MOST_CHOICES = 200;

export function shareForm(kinds: readonly ItemKind[], share: Share, sources: readonly Source[]): AnswerForm {
  const refs = [...share.prs, ...share.also].map((ref) => citation(ref, sources));
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
      "items.text": { maxLength: CHARS.text },
      "items.prs": prs,
      grouped: { maxItems: MOST_GROUPS },
      "grouped.label": { maxLength: CHARS.label },
      "grouped.prs": prs,
      omitted: { maxItems: share.prs.length },
      "omitted.pr": pr,
    }),
  };
}

/** @param items How many there are to be opened. */
export function leadForm(items: number): AnswerForm {
  const plain = jsonSchemaOf(leadAnswer);
  const numbers = Array.from({ length: items }, (_, index) => index + 1);
  const choice = items > 0 && items <= MOST_CHOICES ? { items: { type: "integer", enum: numbers } } : {};
  const intro = { maxLength: CHARS.intro };
  return { plain, bounded: within(plain, { intro, highlights: { maxItems: MOST_HIGHLIGHTS, ...choice } }) };
}

export function formatOf(
  { job, rung, bounded }: Pick<Draft, "job" | "rung" | "bounded">,
  form: AnswerForm,
): ChatFormat {
  if (rung !== "json_schema") return { kind: rung };
  return { kind: rung, name: job, schema: bounded ? form.bounded : form.plain };
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
