import { changeCard, dropWaitingCard, findCardAt, markCardSent, type CardOfPerson } from "../../../db/app/cards.ts";
import type { Message } from "../blocks/shapes.ts";
import type { SlackDeps } from "../deps.ts";
import { troubleOf } from "../trouble.ts";
import type { ShownCard } from "./load.ts";
import { putDraft } from "./put-draft.ts";

export type DrawnCard = { message: Message; digest: string; shown: ShownCard };

/**
 * Brings one person's card up to date: sends it, or changes the message that stands.
 *
 * @returns seconds to wait, where Slack takes nothing now; null when it is done.
 */
export async function putCard(deps: SlackDeps, card: CardOfPerson, drawn: DrawnCard): Promise<number | null> {
  let placed: Place | null = null;
  try {
    placed = await place(deps, card, drawn);
    if (placed) await putDraft(deps, { ...card, ...placed }, drawn.shown);
    return null;
  } catch (error) {
    const trouble = troubleOf(deps, error);
    if (trouble.kind === "nobody") await dropWaitingCard(deps.db, card.id);
    if (trouble.kind === "gone" && placed) await changeCard(deps.db, card.id, { state: "gone" });
    return trouble.kind === "wait" ? trouble.seconds : null;
  }
}

type Place = { channel: string; ts: string };

async function place(deps: SlackDeps, card: CardOfPerson, drawn: DrawnCard): Promise<Place | null> {
  const { channel, ts } = card;
  return channel && ts ? change(deps, card, { channel, ts }, drawn) : send(deps, card, drawn);
}

async function send(deps: SlackDeps, card: CardOfPerson, drawn: DrawnCard): Promise<Place | null> {
  if (!card.slack_user_id) return null;
  const lost = card.attempted ? await findLost(deps, card, card.slack_user_id) : null;
  if (lost) return change(deps, { ...card, digest: null }, lost, drawn);
  await changeCard(deps.db, card.id, { attempted: true });
  const sent = await deps.calls.direct(card.slack_user_id, drawn.message, card.id);
  return kept(deps, card, sent, drawn.digest);
}

/** It was sent, and no answer came: it may stand in their conversation, as it was drawn then. */
async function findLost(deps: SlackDeps, card: CardOfPerson, slackUserId: string): Promise<Place | null> {
  const channel = await deps.calls.conversation(slackUserId);
  const ts = await deps.calls.find(channel, card.id);
  return ts === null ? null : kept(deps, card, { channel, ts }, null);
}

async function kept(
  { db, calls, clock }: SlackDeps,
  card: CardOfPerson,
  at: Place,
  digest: string | null,
): Promise<Place | null> {
  if (await markCardSent(db, card.id, { ...at, digest, sent_at: clock() })) return at;
  // Their click was faster than Slack's answer: it is the card already, or another message is.
  if (await findCardAt(db, at)) return at;
  await calls.remove(at.channel, at.ts);
  return null;
}

async function change(
  { db, calls }: SlackDeps,
  card: CardOfPerson,
  at: Place,
  drawn: DrawnCard,
): Promise<Place | null> {
  if (card.digest === drawn.digest) return at;
  if (await calls.update(at.channel, at.ts, drawn.message)) {
    await changeCard(db, card.id, { digest: drawn.digest });
    return at;
  }
  await changeCard(db, card.id, { state: "gone" });
  return null;
}
