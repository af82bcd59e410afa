import { sql } from "kysely";
import type { PolicyProposal } from "../../webhooks/contract/policy-proposals.ts";
import type { ProposalRow } from "./proposal-tables.ts";
import type { Db, Tx } from "./tables.ts";

/** Of a profile, those that nobody answered and those that somebody did, the newest found first. */
export async function listProposals(
  db: Db,
  profileId: string,
): Promise<(ProposalRow & { decided_name: string | null })[]> {
  return db
    .selectFrom("app.policy_proposals as proposal")
    .leftJoin("app.people as person", "person.id", "proposal.decided_by")
    .selectAll("proposal")
    .select("person.name as decided_name")
    .where("proposal.profile_id", "=", profileId)
    .orderBy("proposal.found_at", "desc")
    .orderBy("proposal.fits", "desc")
    .execute();
}

/** @returns undefined where it is not open, or not there. */
export async function findOpenProposal(db: Db, profileId: string, key: string): Promise<ProposalRow | undefined> {
  return db
    .selectFrom("app.policy_proposals")
    .selectAll()
    .where("profile_id", "=", profileId)
    .where("key", "=", key)
    .where("state", "=", "open")
    .executeTakeFirst();
}

type Found = { profile_id: string; team_id: string; proposals: readonly PolicyProposal[]; now: Date; policy: number };

/**
 * Keeps what was found now in place of what nobody answered. What somebody refused comes back when it is true of twice as many; what
 * somebody accepted, when a newer policy was saved without it.
 */
export async function keepProposals(tx: Tx, { profile_id, team_id, proposals, now, policy }: Found): Promise<void> {
  const keys = proposals.map(({ key }) => key);
  await tx
    .deleteFrom("app.policy_proposals")
    .where("profile_id", "=", profile_id)
    .where("state", "=", "open")
    .$if(keys.length > 0, (open) => open.where("key", "not in", keys))
    .execute();
  for (const proposal of proposals) {
    const row = { proposal: JSON.stringify(proposal), fits: proposal.evidence?.fits ?? 0, found_at: now };
    await tx
      .insertInto("app.policy_proposals")
      .values({ ...row, profile_id, team_id, key: proposal.key, state: "open" })
      .onConflict((conflict) =>
        conflict
          .columns(["profile_id", "key"])
          .doUpdateSet({ ...row, state: "open", decided_by: null, decided_at: null, decided_under: null })
          .where(mayComeBack(row.fits, policy)),
      )
      .execute();
  }
}

const mayComeBack = (fits: number, policy: number) =>
  sql<boolean>`policy_proposals.state = 'open'
    or (policy_proposals.state = 'refused' and ${fits} > 0 and ${fits} >= 2 * policy_proposals.fits)
    or (policy_proposals.state = 'accepted' and ${policy} > policy_proposals.decided_under)`;

type Decision = {
  profile_id: string;
  key: string;
  state: "accepted" | "refused";
  by: string;
  now: Date;
  policy: number;
};

/** @returns undefined when it is not open: somebody was faster, or it is not there. */
export async function decideOpenProposal(tx: Tx, decision: Decision): Promise<ProposalRow | undefined> {
  const { profile_id, key, state, by, now, policy } = decision;
  return tx
    .updateTable("app.policy_proposals")
    .set({ state, decided_by: by, decided_at: now, decided_under: policy })
    .where("profile_id", "=", profile_id)
    .where("key", "=", key)
    .where("state", "=", "open")
    .returningAll()
    .executeTakeFirst();
}

type TaughtText = {
  update_id: string;
  run_id: string;
  sources: { repo: string; base_branch: string }[];
  agent: string;
  approved: string;
};

/** The last texts of a profile that people approved, the newest first, each with what the agent had written before. */
export async function listApprovedTexts(db: Db, profileId: string, most: number): Promise<TaughtText[]> {
  const { rows } = await sql<TaughtText>`
    select decision.update_id, agent.run_id, update.brief -> 'sources' as sources,
      agent.markdown as agent, approved.markdown as approved
    from app.decisions decision
    join app.updates update on update.id = decision.update_id
    join app.revisions approved on approved.update_id = decision.update_id and approved.number = decision.revision
    join lateral (select * from app.revisions revision where revision.update_id = decision.update_id
      and revision.number <= decision.revision and revision.written_by is null and revision.run_id is not null
      order by revision.number desc limit 1) agent on true
    where update.profile_id = ${profileId} and update.deleted_at is null
      and decision.kind = 'approve' and decision.voided_at is null
    order by decision.created_at desc limit ${most}`.execute(db);
  return rows;
}
