import { listDecisions } from "../../db/app/decisions.ts";
import { listDeliveries } from "../../db/app/deliveries.ts";
import { findCheckedGeneration } from "../../db/app/generations.ts";
import { listRevisions, type ShownRevision } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import type { RunLineage } from "../../webhooks/contract/lineage.ts";
import type { MessageLineage } from "../../webhooks/contract/message-lineage.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { readItems } from "../../webhooks/contract/report-text.ts";
import type { Deps } from "../deps.ts";

/**
 * The way of an update from its pull requests to Slack, each step with its digest.
 *
 * @param prs Absent: those that its newest text cites.
 */
export async function lineageOf(deps: Deps, update: Update, prs?: readonly string[]): Promise<MessageLineage> {
  const { db, settings } = deps;
  const [revisions, decisions, deliveries, generation] = await Promise.all([
    listRevisions(db, update.id),
    listDecisions(db, update.id),
    listDeliveries(db, update.id),
    findCheckedGeneration(db, update.copied_from ?? update.id),
  ]);
  const asked = (prs ?? citedIn(revisions.at(-1)?.markdown ?? "", update)).slice(0, LIMITS.lineage_prs);
  const decided = decisions.filter(({ kind, voided_at }) => DECIDES.has(kind) && voided_at === null).at(-1);
  const { id, number, title, state, channel } = update;
  return {
    update: { id, number, title, state, channel, address: `${settings.publicUrl}/updates/${id}` },
    policy: generation?.policy ?? null,
    run: generation?.run_id ? await runOrNull(deps, generation.run_id, asked) : null,
    edits: editsOf(revisions, asked, update),
    decision: decided
      ? {
          kind: decided.kind,
          by: decided.person_name,
          at: decided.created_at.toISOString(),
          revision: decided.revision,
          digest: decided.digest,
          parts_digest: decided.parts_digest,
        }
      : null,
    messages: deliveries.flatMap(({ channel: to, parts }) =>
      parts.flatMap((part) =>
        part.ts === null
          ? []
          : [
              {
                part: part.part,
                parts: parts.length,
                effect: part.effect,
                channel: to,
                ts: part.ts,
                permalink: part.permalink,
                digest: part.digest,
                at: part.settled_at?.toISOString() ?? null,
              },
            ],
      ),
    ),
  };
}

const DECIDES: ReadonlySet<string> = new Set(["approve", "standing"]);

/** Null where the pipelines do not say: the rest of the way is ours. */
async function runOrNull({ pipelines }: Deps, runId: string, prs: readonly string[]): Promise<RunLineage | null> {
  try {
    return await pipelines.lineage(runId, prs);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

const citedIn = (markdown: string, { brief }: Update): string[] => [
  ...new Set(readItems(markdown, brief.sources).flatMap(({ prs }) => prs)),
];

/** The revisions that say something else of these than the one before. */
function editsOf(
  revisions: readonly ShownRevision[],
  prs: readonly string[],
  { brief }: Update,
): MessageLineage["edits"] {
  let before = new Map<string, string | null>();
  return revisions.flatMap(({ number, digest, markdown, written_by, author_name, created_at }) => {
    const items = readItems(markdown, brief.sources);
    const now = new Map(prs.map((pr) => [pr, items.find((item) => item.prs.includes(pr))?.text ?? null]));
    const says = prs.flatMap((pr) =>
      (before.get(pr) ?? null) === (now.get(pr) ?? null) ? [] : [{ pr, text: now.get(pr) ?? null }],
    );
    before = now;
    if (says.length === 0) return [];
    const by = written_by === null ? null : (author_name ?? "somebody who is gone");
    return [{ revision: number, digest, by, at: created_at.toISOString(), says }];
  });
}
