import { Hono } from "hono";
import { answer } from "../../api/answer.ts";
import { bodyOf } from "../../api/body.ts";
import { policyPreview, policyPreviewRequest } from "../../webhooks/contract/policy-preview.ts";
import type { Deps } from "../deps.ts";
import { policyProposals, policyProposalsRequest } from "../../webhooks/contract/policy-proposals.ts";
import { previewPolicy } from "../policies/preview-policy.ts";
import { proposePolicy } from "../policies/propose-policy.ts";

/** What a policy would do, before anybody keeps it. Policies themselves belong to whoever asks for runs. */
export function policyRoutes(deps: Deps): Hono {
  return new Hono()
    .post("/preview", async (c) => {
      return answer(c, deps.log, policyPreview, await previewPolicy(deps, await bodyOf(c, policyPreviewRequest)));
    })
    .post("/proposals", async (c) => {
      return answer(c, deps.log, policyProposals, await proposePolicy(deps, await bodyOf(c, policyProposalsRequest)));
    });
}
