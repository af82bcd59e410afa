import { z } from "zod";
import { fate, openStates, released } from "./evidence.ts";
import { itemKinds } from "./kinds.ts";
import { LIMITS } from "./limits.ts";
import { longList } from "./long-list.ts";
import { pullRequestRef } from "./parameters.ts";
import { policyRule } from "./policy.ts";

export const omitReasons = [
  "dependency",
  "ci",
  "test",
  "docs",
  "refactor",
  "release",
  "reverted",
  "duplicate",
  "not_user_facing",
  "policy",
  "ignored",
  "by_person",
  "no_room",
] as [OmitReason, ...OmitReason[]];
export type OmitReason =
  | "dependency"
  | "ci"
  | "test"
  | "docs"
  | "refactor"
  | "release"
  | "reverted"
  | "duplicate"
  | "not_user_facing"
  | "policy"
  | "ignored"
  | "by_person"
  | "no_room";

export const item = z.strictObject({
  kind: z.enum(itemKinds),
  area: z.string(),
  text: z.string(),
  prs: longList(pullRequestRef),
  highlight: z.boolean(),
  /** The section of its own that a rule of the policy puts it into; absent: that of its kind. */
  section: z.string().optional(),
});
export type Item = z.infer<typeof item>;

/** What a writer hands over. Links, authors, counts and dates are not in it: code renders them. */
export const report = z.strictObject({
  schema_version: z.literal("1"),
  headline: z.string(),
  intro: z.string().nullable(),
  items: longList(item),
  grouped: longList(z.strictObject({ label: z.string(), prs: longList(pullRequestRef) })),
  omitted: longList(z.strictObject({ pr: pullRequestRef, reason: z.enum(omitReasons) })),
});
export type Report = z.infer<typeof report>;

/** What may decide where a pull request ends: `request` is the form's list of what to leave out, `words` are its title's, a hint only. */
const deciders = ["policy", "author", "paths", "words", "limit", "model", "person", "revert", "request"] as const;
export type Decider = (typeof deciders)[number];

/** Where one pull request of the evidence ended. Exactly one line each. */
export const ledgerLine = z.object({
  pr: pullRequestRef,
  title: z.string(),
  url: z.string().max(LIMITS.address_chars),
  author: z.string(),
  merged_at: z.iso.datetime().nullable(),
  disposition: z.enum(["cited", "grouped", "omitted", "cancelled"]),
  reason: z.enum(omitReasons).nullable(),
  /** Who put it there, and by what: a few words, in which titles and paths are quoted as they are. Older ledgers say nothing. */
  decided: z.object({ by: z.enum(deciders), because: z.string() }).optional(),
  /** The rule of the policy that said something of it, by its place from 1, and what it said. */
  rule: z
    .object({ number: z.int(), ...policyRule.pick({ then: true, kind: true, section: true, firm: true }).shape })
    .optional(),
  /** The line of the text that counts it. */
  group: z.string().optional(),
  /** Lines that it added and removed. */
  size: z.object({ additions: z.number().int(), deletions: z.number().int() }).optional(),
  /** As its evidence has it: what became of it, or what it did to others. */
  fate: fate.optional(),
  /** As the evidence has these, too. */
  stands: z.enum(openStates).optional(),
  released: released.optional(),
  branches: z.array(z.string()).optional(),
});
export type LedgerLine = z.infer<typeof ledgerLine>;

export type LedgerCounts = Record<LedgerLine["disposition"], number> & { in_window: number };

export function countLedger(ledger: readonly LedgerLine[]): LedgerCounts {
  const counts: LedgerCounts = { in_window: ledger.length, cited: 0, grouped: 0, omitted: 0, cancelled: 0 };
  for (const { disposition } of ledger) counts[disposition] += 1;
  return counts;
}
