import type { z } from "zod";
import type { PolicyPreview, policyPreviewRequest } from "../../webhooks/contract/policy-preview.ts";
import type { Deps } from "../deps.ts";
import { policyFaults } from "../text/policy/faults.ts";
import { policyMoves } from "./preview.ts";
import { readWindows } from "./read-windows.ts";

/** What a policy would do otherwise in windows that were read. Keeps nothing. */
export async function previewPolicy(
  deps: Pick<Deps, "db">,
  { runs, policy, before, proposed }: z.output<typeof policyPreviewRequest>,
): Promise<PolicyPreview> {
  const faults = policyFaults(policy);
  const { windows, missing } = await readWindows(deps, faults.length > 0 ? [] : runs);
  return { faults, ...policyMoves(windows, before, policy, proposed), missing };
}
