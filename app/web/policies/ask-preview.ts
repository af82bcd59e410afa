import type { Profile } from "../../../db/app/tables.ts";
import type { PolicyParts } from "../../../webhooks/contract/policy.ts";
import type { ProposedForPreview } from "../../../webhooks/contract/policy-preview.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { previewForProfile } from "../../policies/preview-policy.ts";
import { late } from "../../soon.ts";
import type { Web } from "../page/context.ts";
import type { WebDeps } from "../page/page.ts";

/** What a policy would do; `counting`: it takes longer than a page waits. */
export type AskedPreview =
  | { state: "told"; preview: Awaited<ReturnType<typeof previewForProfile>> }
  | { state: "counting" }
  | { state: "unavailable"; problem: Problem };

/** A page comes within a second; whoever asks once more has time. */
const PATIENCE_MS = { page: 900, again: 25_000 };
export type Patience = keyof typeof PATIENCE_MS;

export async function askPreview(
  c: Web,
  deps: WebDeps,
  { id: profile_id }: Pick<Profile, "id">,
  given: { policy: PolicyParts; proposed: ProposedForPreview[] },
  patience: Patience,
): Promise<AskedPreview> {
  const asked = previewForProfile(deps, c.var.actor, { profile_id, ...given }).then(
    (preview): AskedPreview => ({ state: "told", preview }),
    (error: unknown): AskedPreview => {
      if (!(error instanceof Problem)) deps.log.error({ error }, "what a policy moves could not be told");
      const problem =
        error instanceof Problem ? error : new Problem("unavailable", "Nobody could count it.", "Try again.");
      return { state: "unavailable", problem };
    },
  );
  return (await Promise.race([asked, late(PATIENCE_MS[patience])])) ?? { state: "counting" };
}
