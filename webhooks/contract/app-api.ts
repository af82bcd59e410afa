import { z } from "zod";
import { asAnswer } from "./as-answer.ts";
import { source } from "./parameters.ts";
import { policyParts } from "./policy.ts";
import { policyPreview } from "./policy-preview.ts";
import { policyProposal } from "./policy-proposals.ts";

/* What programs ask the app for, and what it answers: the shapes that it and the command line know of each other. */

/** `policy`: the number of the one that holds; 0: it has none of its own. */
const profile = z.object({
  slug: z.string(),
  name: z.string(),
  /** As people know it: "eng-updates". */
  channel: z.string(),
  sources: z.array(asAnswer(source)),
  policy: z.int(),
});

export const profileList = z.object({ profiles: z.array(profile) });
export type ProfileList = z.infer<typeof profileList>;

export const keptPolicy = z.object({
  /** From 1; 0: the profile has none of its own, and what its template says holds. */
  number: z.int(),
  policy: asAnswer(policyParts),
  /** Null: nobody, and never. */
  made_by: z.string().nullable(),
  made_at: z.iso.datetime().nullable(),
  /** Why, in their words; "" where nobody said. */
  why: z.string(),
});
export type KeptPolicy = z.infer<typeof keptPolicy>;

/** The newest first. `more`: there are older ones. */
export const policyList = z.object({ policies: z.array(keptPolicy), more: z.boolean() });
export type PolicyList = z.infer<typeof policyList>;

export const policyToSave = z.strictObject({
  policy: policyParts,
  /** Why, for whoever looks later. */
  why: z.string().default(""),
  /** Saves it also where an update of the last windows would have told nothing. */
  even_if_empty: z.boolean().default(false),
});

export type PolicyToSave = z.input<typeof policyToSave>;

export const policyToPreview = z.strictObject({ policy: policyParts });

export const profilePreview = policyPreview.extend({
  /** The number of the policy that it is held against. */
  against: z.int(),
  /** Runs of the windows in which something is told, and would be no more. */
  empties: z.array(z.uuid()),
});
export type ProfilePreview = z.infer<typeof profilePreview>;

export const answeredProposal = z.object({
  key: z.string(),
  /** What was asked, in one sentence. */
  text: z.string(),
  state: z.enum(["accepted", "refused"]),
  /** Null where they are nobody any more. */
  by: z.string().nullable(),
  at: z.iso.datetime(),
});
export type AnsweredProposal = z.infer<typeof answeredProposal>;

/** `against`: the number of the policy that each would change. `answered`: the newest of those that somebody answered. */
export const openProposals = z.object({
  against: z.int(),
  proposals: z.array(asAnswer(policyProposal)),
  answered: z.array(answeredProposal),
});
export type OpenProposals = z.infer<typeof openProposals>;

/** As `policyToSave`; `why`: where nobody says, why it was proposed. */
export const proposalToAccept = policyToSave.omit({ policy: true });
export type ProposalToAccept = z.input<typeof proposalToAccept>;
