import { inTransaction } from "../../db/connect.ts";
import { findCheckedGeneration } from "../../db/app/generations.ts";
import type { Update } from "../../db/app/tables.ts";
import { deleteAskedWording, endAskedWording, insertAskedWording, sumWordings } from "../../db/app/wordings.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { isId, newId } from "../../webhooks/contract/ids.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { parse, Problem } from "../../webhooks/contract/problem.ts";
import { wordingRequest, type WordingAnswer, type WordingInput } from "../../webhooks/contract/wordings.ts";
import type { Actor, Deps } from "../deps.ts";
import { OWN_LIMITS } from "../limits.ts";
import { permitted } from "../people/require-may.ts";
import { audit, getLocked, requireState } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { EDITABLE } from "./revise.ts";

/** `id`: of this request, made by whoever asks, so that sending it again asks and pays no second time. */
type AskedItem = WordingInput & { id?: string };

/** Markdown for the words of one item, its area included, not in the text yet; and US dollars, null where nobody knows. */
type OtherWords = { text: string; findings: Finding[]; cost_usd: number | null; served_by: string | null };

/**
 * Asks the model that wrote an update for one of its items in other words. Nothing of the text changes: whoever likes them takes them
 * over. That it was asked and what that cost is written down, not what it said.
 *
 * @param signal Ends it: nobody waits any more.
 * @throws {Problem} `invalid` for an item without pull requests, `conflict` when its text cannot be edited now, or it was asked for too many;
 *   the pipelines' own, with the reason why there are no other words.
 */
export async function anotherWording(
  deps: Deps,
  actor: Actor,
  id: string,
  { id: own = newId(), ...item }: AskedItem,
  signal?: AbortSignal,
): Promise<OtherWords> {
  const { area, asked } = readItem(item);
  const begun = await permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireState(tx, actor, update, EDITABLE);
    await requireMayTo(tx, deps, actor, "edit", update);
    const run_id = (await findCheckedGeneration(tx, update.copied_from ?? id))?.run_id;
    if (!run_id) throw new Problem("conflict", "No run wrote this text, so there is no model to ask.", BY_HAND);
    const wording = { update_id: id, id: isId(own) ? own : newId() };
    const isNew = await insertAskedWording(tx, { ...wording, run_id, asked_by: actor.id, asked_at: deps.clock() });
    if (isNew && (await sumWordings(tx, id)).asked > OWN_LIMITS.wordings) throw tooMany();
    return { update, wording, run_id, isNew };
  });
  const { update, wording, run_id, isNew } = begun;
  let answer: WordingAnswer;
  try {
    answer = await deps.pipelines.wording(run_id, asked, `${wording.update_id}:${wording.id}`, signal);
  } catch (error) {
    // Who refuses has asked nobody; who does not answer may have.
    const isRefusal = error instanceof Problem && error.cause === undefined;
    if (isNew && isRefusal) await deleteAskedWording(deps.db, wording);
    if (isNew && !isRefusal) await note(deps, actor, update, wording, NOBODY_KNOWS);
    throw error;
  }
  await note(deps, actor, update, wording, answer);
  const { text, problem, findings, cost_usd, served_by } = answer;
  if (text !== null) return { text: `${area}${text}`, findings, cost_usd, served_by };
  throw new Problem(
    problem?.code ?? "upstream",
    problem?.message ?? "There are no other words.",
    problem?.remedy ?? BY_HAND,
  );
}

const BY_HAND = "Write it by hand.";

/** "**API**: " in front of what is said there. */
const AREA = /^\*\*[^*\n]{1,80}\*\*:\s{1,3}/;
/** What markdown puts before a sign that is only a sign. */
const ESCAPE = /\\(?=[!-/:-@[-`{-~])/g;

const plainWords = (text: string): string => text.replace(AREA, "").replace(ESCAPE, "");

/** An area stays as it is: what is said behind it is asked for. Of what was tried the newest: a form may know of more. */
function readItem({ text, tried = [], ...item }: WordingInput) {
  if (item.prs.length === 0) {
    const message = "This item names no pull request, so there is nothing to write it from.";
    throw new Problem("invalid", message, "Write it by hand, or name the pull request that it tells of.");
  }
  const words = { text: plainWords(text), tried: tried.slice(-LIMITS.wording.tried).map(plainWords) };
  const asked = parse(wordingRequest, { ...item, ...words }, "The item", "Shorten it, or write it by hand.");
  return { area: AREA.exec(text)?.[0] ?? "", asked };
}

function tooMany(): Problem {
  const message = `Other words were asked for ${OWN_LIMITS.wordings} times in this update, as often as may be.`;
  return new Problem("conflict", message, "Write it by hand, or write the whole update again.");
}

type Paid = Pick<WordingAnswer, "model_calls" | "tokens" | "cost_usd">;
const NOBODY_KNOWS: Paid = { model_calls: 0, tokens: 0, cost_usd: null };

/** Once, however often it is sent. */
async function note(
  { db, clock }: Deps,
  actor: Actor,
  update: Update,
  wording: { update_id: string; id: string },
  { model_calls, tokens, cost_usd }: Paid,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const paid = { model_calls, tokens, cost_usd };
    if (await endAskedWording(tx, wording, paid, clock())) await audit(tx, actor, update, "wording.asked", paid);
  });
}
