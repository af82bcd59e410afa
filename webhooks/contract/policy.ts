import { z } from "zod";
import { authorKinds, mergedKinds } from "./kinds.ts";
import { LIMITS } from "./limits.ts";
import { withoutInvisible } from "./visible.ts";

export const dispositions = ["cite", "group", "omit"] as const;
const disposition = z.enum(dispositions);
export type Disposition = (typeof dispositions)[number];

/** What a pull request may be told as: what it is made of, and what it does for those who use the product. */
const changeKinds = [...mergedKinds, "ci", "test", "refactor", "dependency", "release"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Everybody who is no human. */
const [, ...machineKinds] = authorKinds;

const { policy: LIMIT } = LIMITS;

/** One line without anything that hides in it. */
const line = (chars: number, what: string) =>
  z
    .string()
    .overwrite((given) => withoutInvisible(given).replace(/\s+/g, " ").trim())
    .min(1, `${what} is empty.`)
    .max(chars, `${what} may have ${chars} characters.`);
const value = line(LIMIT.value_chars, "A value");
const some = <T extends z.ZodType>(one: T) =>
  z.array(one).min(1, "Name at least one value.").max(LIMIT.values, `A condition may name ${LIMIT.values} values.`);

/**
 * One thing that has to hold of a pull request.
 *
 * - `paths`: written as in .gitignore, but `docs/` is everything in that folder at the top; `*.md` is a name anywhere, `src/**` with its
 *   folders; `all` of its files, `any` of them, `none` of them. Where nobody knows what it changed, no such condition holds.
 * - `labels`: whole, in any case; `*` stands for anything. `authors`: logins, with or without `[bot]`.
 * - `kinds`: what Pulse takes it for. `bots`: `any` of these; without values, of all but coding agents.
 * - `titles`: in any case; `starts` with one of these, `has` one as whole words.
 */
const condition = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("paths"), how: z.enum(["all", "any", "none"]), values: some(value) }),
  z.strictObject({ what: z.literal("labels"), how: z.enum(["any", "none"]), values: some(value) }),
  z.strictObject({ what: z.literal("authors"), how: z.enum(["any", "none"]), values: some(value) }),
  z.strictObject({ what: z.literal("kinds"), how: z.enum(["any", "none"]), values: some(z.enum(changeKinds)) }),
  z.strictObject({
    what: z.literal("bots"),
    how: z.enum(["any", "none"]),
    values: z.array(z.enum(machineKinds)).max(machineKinds.length).default([]),
  }),
  z.strictObject({ what: z.literal("titles"), how: z.enum(["starts", "has", "none"]), values: some(value) }),
]);
export type PolicyCondition = z.infer<typeof condition>;

/** *When* all of this holds, *then*. `always`: no writer may move it; of what is left out that means never. */
export const policyRule = z.strictObject({
  when: z
    .array(condition)
    .min(1, "A rule needs a condition.")
    .max(LIMIT.conditions, `A rule may have ${LIMIT.conditions} conditions.`),
  then: disposition,
  /** As which kind it is told; absent: as what it is. */
  kind: z.enum(mergedKinds).optional(),
  /** In which section; absent: in that of its kind. */
  section: line(LIMIT.section_chars, "A section’s name").optional(),
  firm: z.enum(["usually", "always"]).default("usually"),
});
export type PolicyRule = z.infer<typeof policyRule>;

/** A section under its own name. What is told stands there by its kind, or because a rule puts it there. */
export const policySection = z.strictObject({
  name: line(LIMIT.section_chars, "A section’s name"),
  kinds: z.array(z.enum(mergedKinds)).max(mergedKinds.length).default([]),
});
export type PolicySection = z.infer<typeof policySection>;

const rules = z
  .array(policyRule)
  .max(LIMIT.rules, `A policy may have ${LIMIT.rules} rules. Join some, or remove those that never fit.`);
const sections = z.array(policySection).max(LIMIT.sections, `A policy may have ${LIMIT.sections} sections.`);
/** How many are told singly; absent, it follows the length of the window. */
const maxItems = z.number().int().min(LIMITS.items.least).max(LIMITS.items.most).optional();

/** What becomes of each pull request: the first rule that fits decides, then its class. A template version brings the default. */
export const policy = z.strictObject({
  rules: rules.default([]),
  /** In their order; absent or empty: those of the analysis type. */
  sections: sections.default([]),
  dependencies: disposition.default("group"),
  releases: disposition.default("omit"),
  docs: disposition.default("group"),
  internal: disposition.default("group"),
  max_items: maxItems,
});
export type Policy = z.infer<typeof policy>;

/** Parts of a policy, without defaults: what is not named stays as the template version says. */
export const policyParts = z.strictObject({
  rules: rules.optional(),
  sections: sections.optional(),
  dependencies: disposition.optional(),
  releases: disposition.optional(),
  docs: disposition.optional(),
  internal: disposition.optional(),
  max_items: maxItems,
});
export type PolicyParts = z.infer<typeof policyParts>;
