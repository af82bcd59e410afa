import { z } from "zod";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import type { ItemKind } from "../../../webhooks/contract/kinds.ts";
import { omitReasons } from "../../../webhooks/contract/report.ts";
import { KEPT_CHARS } from "../../../webhooks/contract/foreign-text.ts";

/** More of a text is no sentence of an update; it is cut before anybody judges it. */
const text = z.string().overwrite((written) => written.slice(0, KEPT_CHARS.modelText));
/** A reference is cut only where it is none. */
const reference = z.string().overwrite((written) => written.slice(0, KEPT_CHARS.reference));

/** What a writer of a share hands over. References as in its evidence: `#12`, or `owner/repo#12` with several repositories. */
export function shareAnswer(kinds: readonly ItemKind[]) {
  return z.strictObject({
    items: z.array(
      z.strictObject({
        // Safe: a template version names at least one kind.
        kind: z.enum(kinds as [ItemKind, ...ItemKind[]]),
        area: text,
        text,
        prs: z.array(reference),
        highlight: z.boolean(),
      }),
    ),
    grouped: z.array(z.strictObject({ label: text, prs: z.array(reference) })),
    omitted: z.array(z.strictObject({ pr: reference, reason: z.enum(WRITERS_REASONS) })),
  });
}
export type ShareAnswer = z.infer<ReturnType<typeof shareAnswer>>;

/**
 * The same for a small model: one sentence for each pull request, under its reference, so that it forgets and invents none; and behind
 * its title, which it has to say first, so that it mixes up none.
 */
export function eachAnswer(kinds: readonly ItemKind[], titles: Readonly<Record<string, string>>) {
  // Safe: see above.
  const kind = z.enum(kinds as [ItemKind, ...ItemKind[]]);
  const entries = Object.entries(titles).map(([ref, title]) => {
    return [ref, z.strictObject({ title: z.enum([title]), kind, text })] as const;
  });
  return z.strictObject(Object.fromEntries(entries));
}

/** The others are said by code or by people. */
const WRITERS_REASONS = omitReasons.filter(
  (reason) => !["reverted", "policy", "ignored", "by_person", "no_room"].includes(reason),
) as typeof omitReasons;

export const leadAnswer = z.strictObject({ intro: text.nullable(), highlights: z.array(z.number().int()) });

/** Where people wished for something, also what of that was not followed, and why. */
export const wishedLead = leadAnswer.extend({ not_followed: z.array(text) });
export type LeadAnswer = z.infer<typeof wishedLead>;

/** One item in other words. */
export const otherWording = z.strictObject({ text });
export const writtenWording = z.object({ text: text.catch("") });

/**
 * The same as widely as it can be read: what is of no use is left out, and whatever is missing then code puts there. `kind` is null where
 * it is none of those asked for.
 */
export function writtenShare(kinds: readonly ItemKind[]) {
  return z.object({
    items: each({
      // Safe: see above.
      kind: z
        .enum(kinds as [ItemKind, ...ItemKind[]])
        .nullable()
        .catch(null),
      area: text.catch(""),
      text: text.catch(""),
      prs: written,
      highlight: z.boolean().catch(false),
    }),
    grouped: each({ label: text.catch(""), prs: written }).catch([]),
    omitted: each({ pr: one, reason: z.enum(WRITERS_REASONS).catch("not_user_facing") }).catch([]),
  });
}
export type WrittenShare = z.infer<ReturnType<typeof writtenShare>>;

/**
 * An answer that has a sentence for each, read as widely: also where the writer was not held to that, and decided what belongs together.
 */
export function writtenForEach(kinds: readonly ItemKind[], refs: readonly string[]) {
  const { items, grouped, omitted } = writtenShare(kinds).shape;
  const share = { items: items.optional().catch(undefined), grouped: grouped.optional(), omitted: omitted.optional() };
  return z.object({ ...writtenEach(kinds, refs).shape, ...share });
}

/** @param areaOf Of a pull request, as it was planned. */
export function shareOfEach(
  written: unknown,
  kinds: readonly ItemKind[],
  refs: readonly string[],
  areaOf: (ref: string) => string,
): WrittenShare {
  const share = writtenShare(kinds).safeParse(written);
  if (share.success) return share.data;
  const items = Object.entries(writtenEach(kinds, refs).parse(written)).flatMap(([ref, told]) =>
    told ? [{ ...told, area: areaOf(ref), prs: [ref], highlight: false }] : [],
  );
  return { items, grouped: [], omitted: [] };
}

function writtenEach(kinds: readonly ItemKind[], refs: readonly string[]) {
  // Safe: see above.
  const kind = z
    .enum(kinds as [ItemKind, ...ItemKind[]])
    .nullable()
    .catch(null);
  const one = z
    .object({ kind, text: text.catch("") })
    .nullable()
    .catch(null);
  return z.object(Object.fromEntries(refs.map((ref) => [ref, one])));
}

export const writtenLead = z.object({
  intro: text.nullable().catch(null),
  highlights: z.array(z.number().int()).catch([]),
  not_followed: elements(text).catch([]),
});

const one = z.union([reference, z.number().int().transform(String)]);
const written = z.union([one.transform((ref) => [ref]), elements(one)]).catch([]);

function each<Shape extends z.ZodRawShape>(shape: Shape) {
  return elements(z.object(shape));
}

/** Those of a list that can be read. */
function elements<S extends z.ZodType>(schema: S) {
  return z.array(z.unknown()).transform((all) =>
    all.flatMap((element) => {
      const read = schema.safeParse(element);
      return read.success ? [read.data] : [];
    }),
  );
}

/** JSON Schema as strict servers want it: every key required, nothing else allowed. */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...shape } = z.toJSONSchema(schema);
  // Integers come with bounds that servers refuse.
  return JSON.parse(
    JSON.stringify(shape, (key, value: unknown) => (key === "maximum" || key === "minimum" ? undefined : value)),
  );
}

/** `#12` → `owner/repo#12`. What is no reference stays as it is: the checks name it. */
export function fullRef(written: string, sources: readonly Source[]): string {
  const number = /^#?(\d{1,10})$/.exec(written.trim())?.[1];
  return number && sources.length === 1 ? `${sources[0]?.repo}#${number}` : written.trim();
}
