import { z } from "zod";
import { asAnswer } from "./as-answer.ts";
import { itemKinds, mergedKinds } from "./kinds.ts";
import { LIMITS } from "./limits.ts";
import { longList } from "./long-list.ts";
import { dateRange, pullRequestRef } from "./parameters.ts";
import { policy, policyParts } from "./policy.ts";
import { fieldProblem } from "./problem.ts";
import { proposedChange } from "./proposed-change.ts";

const runs = z.array(z.uuid()).max(LIMITS.policy.windows, `Name at most ${LIMITS.policy.windows} runs.`);

const proposedForPreview = z.strictObject({ key: z.string().max(LIMITS.policy.key_chars), change: proposedChange });
export type ProposedForPreview = z.infer<typeof proposedForPreview>;

/** `POST /policies/preview`: what would become of what these runs read. Writes nothing and asks no model. */
export const policyPreviewRequest = z.strictObject({
  /** Of which the evidence is taken; the newest first. One whose evidence is gone is named in `missing`. */
  runs,
  policy: policyParts,
  /** What it is held against; absent: the policy as the template version has it. */
  before: policyParts.default({}),
  /** What somebody was asked and has not answered: what would move besides, were all of it accepted. */
  proposed: z.array(proposedForPreview).max(LIMITS.policy.proposed).default([]),
});
export type PolicyPreviewInput = z.input<typeof policyPreviewRequest>;

/** A pull request to show: its title is its author's text. */
export const shownPull = z.object({ pr: pullRequestRef, title: z.string(), url: z.string() });
export type ShownPull = z.infer<typeof shownPull>;

/** Where a pull request ends. `section`: the heading that it is told under, null where it is not. */
const place = z.object({
  disposition: z.enum(["cite", "group", "omit", "cancelled"]),
  section: z.string().nullable(),
  kind: z.enum(itemKinds),
});
export type PolicyPlace = z.infer<typeof place>;

/**
 * `rule`: which rule puts it there now, or put it where it was; null: none did. `proposals`: by which of the proposed it ends elsewhere
 * than without them.
 */
const policyMove = shownPull.extend({
  from: place,
  to: place,
  rule: z.int().nullable(),
  proposals: z.array(z.string()).optional(),
});
export type PolicyMove = z.infer<typeof policyMove>;

const previewWindow = z.object({
  run_id: z.uuid(),
  timeframe: asAnswer(dateRange),
  merged: z.int(),
  told: z.object({ before: z.int(), after: z.int() }),
  moves: longList(policyMove),
});

/** What a rule does in these windows. */
const ruleUse = z.object({
  /** Its place from 1. */
  number: z.int(),
  /** Of how many it is true, and how many of these it decides: an earlier rule may have. */
  fits: z.int(),
  decides: z.int(),
  /** A few that it fits, the newest first. */
  examples: z.array(shownPull),
  /** An earlier rule decides what this one, being firm, says otherwise of. */
  contradicts: z.array(shownPull.extend({ rule: z.int() })),
  /** A label, author or folder that it names and nothing here has, with the nearest that something has; null: nothing is near. */
  unknown: z.array(z.object({ value: z.string(), nearest: z.string().nullable() })),
  /** Of breaking and security changes those that it would leave untold. */
  hides: z.array(shownPull),
});
export type RuleUse = z.infer<typeof ruleUse>;

/** A section of a text, and how many these windows tell there. `own`: the policy names it. */
const sectionUse = z.object({ name: z.string(), kinds: z.array(z.enum(mergedKinds)), told: z.int(), own: z.boolean() });
export type SectionUse = z.infer<typeof sectionUse>;

export const policyPreview = z.object({
  /** Why this policy cannot be kept. Then nothing else is said. */
  faults: z.array(fieldProblem),
  windows: z.array(previewWindow),
  /** The same windows with all that is proposed accepted; `left`: the keys of those with which the policy could not be kept. */
  if_accepted: z.object({ windows: z.array(previewWindow), left: z.array(z.string()) }).optional(),
  rules: z.array(ruleUse),
  /** In their order, also where the policy cannot be kept or no run is named. */
  sections: z.array(sectionUse),
  /** What holds where the policy says nothing: the template version's, of the newest window. */
  usual: policy.omit({ rules: true, sections: true }),
  missing: z.array(z.uuid()),
});
export type PolicyPreview = z.infer<typeof policyPreview>;
