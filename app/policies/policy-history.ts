import { listPolicies } from "../../db/app/policies.ts";
import type { PolicyRow } from "../../db/app/policy-tables.ts";
import type { Db } from "../../db/app/tables.ts";
import { type PolicyNews, policyNews } from "../../webhooks/contract/policy-news.ts";

/** Every policy of a profile, the newest first, with what it had otherwise than the one before. */
export async function policyHistory(db: Db, profileId: string): Promise<(PolicyRow & { news: PolicyNews })[]> {
  const versions = await listPolicies(db, profileId);
  return versions.map((version, at) => ({
    ...version,
    news: policyNews(versions[at + 1]?.policy ?? {}, version.policy),
  }));
}
