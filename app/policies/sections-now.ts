import type { PolicyParts, PolicySection } from "../../webhooks/contract/policy.ts";
import type { Deps } from "../deps.ts";

/** The sections that a text would have under a policy, the usual ones too. @throws {Problem} when the pipelines do not answer. */
export async function sectionsNow(
  { pipelines }: Pick<Deps, "pipelines">,
  policy: PolicyParts,
): Promise<PolicySection[]> {
  const { sections } = await pipelines.previewPolicy({ runs: [], policy });
  return sections.map(({ name, kinds }) => ({ name, kinds }));
}
