import type { Measurement } from "../../db/app/feedback-tables.ts";
import { listLeftOut } from "../../db/app/edits.ts";
import { giveReason, keepMeasurement, listUnmeasured, type ApprovedPair } from "../../db/app/feedback.ts";
import type { Db } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { compareTexts, countFates } from "../../webhooks/contract/compare-texts.ts";
import { editEffort } from "./edit-effort.ts";

/** Raised when the same two texts are measured in another way: every pair is then measured once more. */
const MEASURE = 1;
/** A pair takes a few milliseconds, and people wait for pages meanwhile. */
const PAIRS_A_ROUND = 40;

/**
 * What became of the agent's text in each approval that is in force. A job's work and no part of approving: revisions do not change, so
 * it can be done later, again, and for what was approved before anybody measured; and nothing that goes wrong here is in the way of a
 * post.
 *
 * @returns how many were measured.
 */
export async function measureApproved(deps: Pick<Deps, "db" | "pipelines" | "log">): Promise<number> {
  const pairs = await listUnmeasured(deps.db, MEASURE, PAIRS_A_ROUND);
  let away = false;
  for (const pair of pairs) {
    const writer = writerAsFarAsKnown(pair) ?? (away ? null : await askedWriter(deps, pair));
    if (writer === null) away = true;
    else await keep(deps.db, pair, writer);
  }
  return pairs.length;
}

/** With what people said when they left something out: it is why that was changed. */
async function keep(db: Db, pair: ApprovedPair, writer: string): Promise<void> {
  const { agent, approved, sources, update_id } = pair;
  const compared = compareTexts(agent, approved, sources);
  const left = await listLeftOut(db, update_id);
  await inTransaction(db, async (tx) => {
    await keepMeasurement(tx, { ...measurementOf(pair, compared), writer });
    for (const { fate, before, key: item } of compared.items) {
      const said = fate === "removed" && left.find(({ prs }) => before?.prs.every((pr) => prs.includes(pr)));
      if (said) await giveReason(tx, { update_id, item, reason: said.reason, person_id: said.person_id });
    }
  });
}

type Compared = ReturnType<typeof compareTexts>;

function measurementOf(pair: ApprovedPair, { items, word_edits }: Compared): Omit<Measurement, "writer"> {
  const { agent, approved, update_id, decision_id, agent_revision } = pair;
  return {
    update_id,
    decision_id,
    agent_revision,
    measure: MEASURE,
    ...countFates(items),
    word_edits,
    effort: editEffort(agent, approved),
  };
}

/** The rules where they stepped in for a model. Null: the brief left it to the pipelines, and they know. */
function writerAsFarAsKnown({ degraded, asked_writer }: ApprovedPair): string | null {
  if (degraded) return "rules";
  return asked_writer === "default" ? null : asked_writer;
}

/** @returns null when the pipelines cannot be asked right now: nobody else is asked in this round, and all of them in the next. */
async function askedWriter({ pipelines }: Pick<Deps, "pipelines">, pair: ApprovedPair): Promise<string | null> {
  try {
    return (await pipelines.run(pair.run_id)).parameters.llm_model;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.code === "not_found" ? pair.asked_writer : null;
  }
}
