import { Hono } from "hono";
import { policyPreview, policyPreviewRequest } from "../../webhooks/contract/policy-preview.ts";
import type { Deps } from "../deps.ts";
import { previewPolicy } from "../policies/preview-policy.ts";
import { answer } from "./answer.ts";
import { bodyOf } from "./body.ts";

/** What a policy would do, before anybody keeps it. Policies themselves belong to whoever asks for runs. */
export function policyRoutes(deps: Deps): Hono {
  return new Hono().post("/preview", async (c) => {
    return answer(c, deps.log, policyPreview, await previewPolicy(deps, await bodyOf(c, policyPreviewRequest)));
  });
}
