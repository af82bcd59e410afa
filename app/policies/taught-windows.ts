import { listAnnounced } from "../../db/app/announced.ts";
import { listWindowsRead } from "../../db/app/policies.ts";
import { listApprovedTexts } from "../../db/app/proposals.ts";
import type { Db } from "../../db/app/tables.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import type { PolicyProposalsInput } from "../../webhooks/contract/policy-proposals.ts";
import { readItems } from "../../webhooks/contract/report-text.ts";
import { readPost } from "./read-post.ts";

type Taught = PolicyProposalsInput["windows"];

/**
 * What people made of the windows of a profile: of each that they approved a text of, what they told and what they took out of the
 * agent's; of each other one that was read, what posts of theirs tell.
 */
export async function taughtWindows(db: Db, profileId: string): Promise<Taught> {
  const most = LIMITS.policy.windows;
  const [approved, read, announced] = await Promise.all([
    listApprovedTexts(db, profileId, most),
    listWindowsRead(db, profileId, most),
    listAnnounced(db, profileId),
  ]);
  const byPeople = approved.map(({ run_id, sources, agent, approved: text }) => {
    const told = readPost(text, sources);
    const kept = new Set(told.map(({ pr }) => pr));
    const taken = readItems(agent, sources).flatMap(({ prs }) => prs.filter((pr) => !kept.has(pr)));
    return { run: run_id, told, taken_out: [...new Set(taken)] };
  });
  const known = new Set(approved.map(({ update_id }) => update_id));
  const posts = announced.map(({ pr, section }) => ({ pr, section }));
  const others = posts.length === 0 ? [] : read.filter(({ update_id }) => !known.has(update_id));
  return [...byPeople, ...others.map(({ run_id }) => ({ run: run_id, told: posts }))].slice(0, most);
}
