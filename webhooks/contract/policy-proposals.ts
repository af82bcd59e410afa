import { z } from "zod";
import { LIMITS } from "./limits.ts";
import { longList } from "./long-list.ts";
import { pullRequestRef, source } from "./parameters.ts";
import { policyParts } from "./policy.ts";
import { proposedChange } from "./proposed-change.ts";
import { shownPull } from "./policy-preview.ts";

const { policy: LIMIT } = LIMITS;

/** What people made of one window that a run read. A run that is named twice, or read nothing, teaches nothing. */
const taught = z.strictObject({
  run: z.uuid(),
  /** Every pull request that they told, in the order of their text, with the heading that it stood under. */
  told: longList(z.strictObject({ pr: pullRequestRef, section: z.string().max(LIMIT.section_chars).nullish() })),
  /** Of those that are not told the ones that people took out of a draft by hand. */
  taken_out: longList(pullRequestRef).default([]),
});

/** `POST /policies/proposals`: what people's choices say about the policy that is held. Writes nothing and asks no model. */
export const policyProposalsRequest = z.strictObject({
  windows: z.array(taught).max(LIMIT.windows, `Name at most ${LIMIT.windows} runs.`),
  policy: policyParts.default({}),
  /** Of these also what their own files say of release notes: `.github/release.yml`, `.github/release-drafter.yml`. */
  sources: z.array(source).max(LIMITS.sources).default([]),
});

export type PolicyProposalsInput = z.input<typeof policyProposalsRequest>;

/** What people did with all of which a proposal speaks. */
const proposalEvidence = z.object({
  /** Of how many it is true, in how many windows, and how many of these people treated as it says. */
  fits: z.int(),
  windows: z.int(),
  agree: z.int(),
  /** Which were told, and which were not; the newest first, so many of each as somebody looks at. */
  told: z.array(shownPull),
  not_told: z.array(shownPull),
  /** Where a rule says under which heading: those of the told that stood under another. */
  elsewhere: z.array(shownPull).default([]),
});

/** A question to a person: one change of the policy, and why. Nothing is changed by it. */
export const policyProposal = z.object({
  /** The same for the same change, whenever it is proposed. */
  key: z.string().regex(/^[0-9a-f]{16}$/),
  change: proposedChange,
  /** In one sentence, what would be from then on; and what people did. */
  text: z.string(),
  because: z.string(),
  /** Null where a file of the repository says so, and nobody's choices do. */
  evidence: proposalEvidence.nullable(),
  /** How many it would have moved in these windows, and the newest of them; null: nobody counted. */
  moves: z.int().nullable(),
  moved: z.array(shownPull),
});
export type PolicyProposal = z.infer<typeof policyProposal>;

/** The surest first. `missing`: runs whose evidence is gone. `notes`: what of the repository's files is not followed, in sentences. */
export const policyProposals = z.object({
  proposals: z.array(policyProposal),
  missing: z.array(z.uuid()),
  notes: z.array(z.string()).default([]),
});
export type PolicyProposals = z.infer<typeof policyProposals>;
