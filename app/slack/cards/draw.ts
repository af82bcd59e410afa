import {
  askForCards,
  listCards,
  postponeCardRefresh,
  settleCardRefresh,
  takeCardRefreshes,
  type CardOfPerson,
} from "../../../db/app/cards.ts";
import { listTeam } from "../../../db/app/people.ts";
import type { Person, Update } from "../../../db/app/tables.ts";
import { findUpdateById } from "../../../db/app/updates.ts";
import { inTransaction } from "../../../db/connect.ts";
import { digestOf } from "../../../webhooks/contract/digest.ts";
import { whoCould, type Subject } from "../../people/policy.ts";
import { namesOf } from "../../people/require-may.ts";
import { subjectOf } from "../../updates/require-may.ts";
import { cardMessage } from "../blocks/card.ts";
import type { Message } from "../blocks/shapes.ts";
import type { SlackDeps } from "../deps.ts";
import { markHomesStale } from "../home.ts";
import { answerTo, offerTo } from "../offers.ts";
import { giveDue } from "./give.ts";
import { loadCard, type ShownCard } from "./load.ts";
import { putCard, type DrawnCard } from "./put-card.ts";

/** Longer than drawing an update's cards takes, however many there are. */
const LEASE_S = 60;
const AT_ONCE = 20;
/** Cards of one update that are drawn side by side: each stands in a conversation of its own. */
const ABREAST = 5;
/** How often the step of a run is looked at while somebody's card shows it. */
const PROGRESS_S = 2;
const AFTER_A_BUG_S = 60;

/** `again`: drawn, and to be looked at again by itself. `wait`: Slack takes nothing for so long. */
type Result = { kind: "done" } | { kind: "again" | "wait"; seconds: number };

/**
 * Draws the cards of updates that changed. Whatever stops it, what is not drawn is still asked for.
 *
 * @param only This update's and no other's.
 */
export async function drawCards(deps: SlackDeps, only?: string): Promise<void> {
  let left = ROUNDS;
  while (left > 0 && (await drawDue(deps, only))) left -= 1;
}

/** What changes while it is drawn is drawn again right after; what changes all the time waits for its turn. */
const ROUNDS = 4;

/** @returns true when something happened to an update while it was drawn. */
async function drawDue(deps: SlackDeps, only?: string): Promise<boolean> {
  const refreshes = await takeCardRefreshes(deps.db, LEASE_S, AT_ONCE, only);
  let quiet_s: number | null = null;
  let changed = false;
  for (const refresh of refreshes) {
    const result: Result = quiet_s === null ? await drawn(deps, refresh.update_id) : { kind: "wait", seconds: quiet_s };
    if (result.kind === "wait") quiet_s = result.seconds;
    if (result.kind === "done") changed = !(await settleCardRefresh(deps.db, refresh)) || changed;
    else await postponeCardRefresh(deps.db, refresh.update_id, result.seconds);
  }
  if (refreshes.length > 0) await markHomesStale(deps);
  return changed && quiet_s === null;
}

/** After a click: its card changes at once, and does not wait for the next round. It never throws: the round comes anyway. */
export async function drawNow(deps: SlackDeps, updateId: string): Promise<void> {
  try {
    await inTransaction(deps.db, (tx) => askForCards(tx, updateId));
    await drawCards(deps, updateId);
  } catch (error) {
    deps.log.error({ error, update_id: updateId }, "a card was not drawn at once");
  }
}

async function drawn(deps: SlackDeps, updateId: string): Promise<Result> {
  try {
    const update = await findUpdateById(deps.db, updateId);
    return update ? await drawUpdate(deps, update) : { kind: "done" };
  } catch (error) {
    deps.log.error({ error, update_id: updateId }, "an update’s cards could not be drawn");
    return { kind: "again", seconds: AFTER_A_BUG_S };
  }
}

async function drawUpdate(deps: SlackDeps, update: Update): Promise<Result> {
  await giveDue(deps, update);
  const cards = await listCards(deps.db, update.id);
  if (cards.length === 0) return { kind: "done" };
  const [shown, subject, people] = await Promise.all([
    loadCard(deps, update),
    subjectOf(deps.db, update, deps.clock()),
    listTeam(deps.db, update.team_id),
  ]);
  const seconds = await putAll(deps, cards, (card) => {
    const message = messageFor(card, shown, subject, people);
    return { message, digest: digestOf(message), shown };
  });
  if (seconds !== null) return { kind: "wait", seconds };
  return shown.data.state === "generating" ? { kind: "again", seconds: PROGRESS_S } : { kind: "done" };
}

/** Everybody's card says the same, and offers what its reader may. */
function messageFor(card: CardOfPerson, { data }: ShownCard, subject: Subject, people: readonly Person[]): Message {
  const person = { ...card, id: card.person_id };
  const answer = answerTo(person, "approve", subject);
  const waits = data.state === "in_review" && !answer.ok;
  const instead = waits ? (answer.why === "late" ? answer.message : whoInstead(people, subject)) : "";
  return cardMessage(data, { may: offerTo(person, subject), instead });
}

function whoInstead(people: readonly Person[], subject: Subject): string {
  const able = whoCould(people, "approve", subject);
  return able.length > 0 ? `${namesOf(able)} may approve it.` : "Nobody may approve it at the moment.";
}

/** Once Slack asks to wait, the rest of them waits, too. */
async function putAll(deps: SlackDeps, cards: readonly CardOfPerson[], drawn: (card: CardOfPerson) => DrawnCard) {
  for (let at = 0; at < cards.length; at += ABREAST) {
    const waits = await Promise.all(cards.slice(at, at + ABREAST).map((one) => putCard(deps, one, drawn(one))));
    const longest = Math.max(...waits.map((seconds) => seconds ?? -1));
    if (longest >= 0) return longest;
  }
  return null;
}
