import { z } from "zod";
import {
  answeredProposal,
  keptPolicy,
  openProposals,
  policyList,
  policyToPreview,
  policyToSave,
  profileList,
  profilePreview,
  proposalToAccept,
} from "../../webhooks/contract/app-api.ts";
import { APP_LINEAGE_OPERATIONS } from "./lineage.ts";
import { doctorAnswer } from "../../webhooks/contract/doctor.ts";
import type { AppOperation } from "./operation.ts";
import { APP_RUN_OPERATIONS } from "./run-operations.ts";
import { APP_TEMPLATE_OPERATIONS } from "./template-operations.ts";

/** The name of a proposal in addresses; the same for the same change. */
export const proposalKey = z.string().regex(/^[0-9a-f]{16}$/);

export const beforeNumber = z.string().regex(/^\d{1,9}$/);

/** As in `ETag`: one number in quotes. */
export const policyTag = z.string().regex(/^"\d{1,9}"$/);

const NUMBERED = {
  "If-Match": {
    description:
      "The number of the policy that was changed, as ETag had it: where there is a newer one the answer is 412.",
    schema: policyTag,
  },
};

/** Every route of the app's API; what stands here is mounted, and nothing else. */
export const APP_OPERATIONS = {
  "GET /profiles": { id: "listProfiles", summary: "The profiles of the team", answer: profileList, right: "read" },
  "GET /profiles/{slug}/policy": {
    id: "getPolicy",
    summary: "The policy that holds for a profile",
    answer: keptPolicy,
    etag: true,
    right: "read",
  },
  "PUT /profiles/{slug}/policy": {
    id: "savePolicy",
    summary: "Makes the next policy of a profile; the same one again makes none",
    body: policyToSave,
    answer: keptPolicy,
    headers: NUMBERED,
    etag: true,
    right: "profile.save",
    starts: true,
  },
  "POST /profiles/{slug}/policy/preview": {
    id: "previewPolicy",
    summary: "What a policy would do otherwise in the last windows of a profile; keeps nothing and asks no model",
    body: policyToPreview,
    answer: profilePreview,
    right: "read",
    starts: true,
  },
  "GET /profiles/{slug}/policies": {
    id: "listPolicies",
    summary: "The policies that a profile has had, the newest first",
    answer: policyList,
    query: z.object({ before: beforeNumber }),
    right: "read",
  },
  "GET /profiles/{slug}/policy/proposals": {
    id: "listProposals",
    summary: "What is proposed for a policy and waits for an answer, each with why; and what was answered last",
    answer: openProposals,
    right: "read",
  },
  "POST /profiles/{slug}/policy/proposals/{key}/acceptance": {
    id: "acceptProposal",
    summary: "Accepts what is proposed, and makes the next policy with it",
    body: proposalToAccept,
    answer: keptPolicy,
    headers: NUMBERED,
    etag: true,
    right: "profile.save",
    starts: true,
  },
  "POST /profiles/{slug}/policy/proposals/{key}/refusal": {
    id: "refuseProposal",
    summary: "Refuses what is proposed: it comes back only when twice as much speaks for it",
    answer: answeredProposal,
    right: "profile.save",
  },
  "GET /doctor": {
    id: "lookAround",
    summary: "The whole installation, looked at from the app: what is well, what is not, and the next step; no secret",
    answer: doctorAnswer,
    right: "read",
    starts: true,
  },
  ...APP_RUN_OPERATIONS,
  ...APP_TEMPLATE_OPERATIONS,
  ...APP_LINEAGE_OPERATIONS,
} satisfies Record<string, AppOperation>;

export type OperationName = keyof typeof APP_OPERATIONS;
