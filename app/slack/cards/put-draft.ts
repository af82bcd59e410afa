import { isAgents } from "../../../db/app/revisions.ts";
import type { DraftMessage } from "../../../db/app/card-tables.ts";
import { changeCard, type CardOfPerson } from "../../../db/app/cards.ts";
import type { RenderedPart } from "../../message/render.ts";
import { rewrittenNote } from "../blocks/draft-note.ts";
import type { SlackBlock, Message } from "../blocks/shapes.ts";
import type { SlackDeps } from "../deps.ts";
import type { ShownCard } from "./load.ts";

type Placed = Pick<CardOfPerson, "id" | "person_id" | "slack_user_id" | "revision" | "draft"> & {
  channel: string;
  ts: string;
};

/** The whole text, in the card's thread, as it would be posted; a newer one takes the place of the older in the same messages. */
export async function putDraft(deps: SlackDeps, card: Placed, shown: ShownCard): Promise<void> {
  const { revision } = shown.data;
  if (card.revision >= revision || shown.parts.length === 0) return;
  const draft = await replaced(deps, card, shown.parts);
  await noteChange(deps, card, shown);
  await changeCard(deps.db, card.id, { draft, revision });
}

async function replaced(deps: SlackDeps, card: Placed, parts: readonly RenderedPart[]): Promise<DraftMessage[]> {
  const { db, calls } = deps;
  const draft = [...card.draft];
  for (const [index, part] of parts.entries()) {
    const stands = draft[index];
    if (stands?.digest === part.digest) continue;
    const message = asMessage(part);
    const there = await whereIs(deps, card, index);
    const taken = there !== null && (await calls.update(card.channel, there, message));
    if (!taken) {
      draft[index] = ON_ITS_WAY;
      await changeCard(db, card.id, { draft });
    }
    const ts = taken ? there : await calls.reply(card.channel, card.ts, message, keyOf(card, index));
    draft[index] = { ts, digest: part.digest };
    // After each, so that an interruption does not send it twice.
    await changeCard(db, card.id, { draft });
  }
  for (let index = parts.length; index < draft.length; index += 1) {
    const ts = await whereIs(deps, card, index);
    if (ts !== null) await calls.remove(card.channel, ts);
  }
  return draft.slice(0, parts.length);
}

/** Written down before a message is sent: without an answer it is looked for before it is sent again. */
const ON_ITS_WAY: DraftMessage = { ts: "", digest: "" };

const keyOf = ({ id }: Placed, index: number): string => `${id}:${index}`;

async function whereIs({ calls }: SlackDeps, card: Placed, index: number): Promise<string | null> {
  const stands = card.draft[index];
  if (!stands) return null;
  return stands.ts || calls.find(card.channel, keyOf(card, index), card.ts);
}

// Safe: message/render.ts made these blocks for Slack; it keeps them as JSON.
const asMessage = ({ payload }: RenderedPart): Message => ({
  text: payload.text,
  blocks: payload.blocks as SlackBlock[],
});

/** What the agent wrote anew is summed up, once; what people change, they know. */
async function noteChange(
  { calls }: SlackDeps,
  card: Placed,
  { data, revisions, feedback_by }: ShownCard,
): Promise<void> {
  const [before, after] = [card.revision, data.revision].map((one) => revisions.find(({ number }) => number === one));
  if (!before || !after || !isAgents(after)) return;
  const asked = feedback_by === card.person_id ? { slack_user_id: card.slack_user_id, name: "" } : null;
  const note = rewrittenNote({ before: before.markdown, after: after.markdown, revision: after.number, asked });
  const key = `${card.id}:note:${after.number}`;
  if ((await calls.find(card.channel, key, card.ts)) === null) await calls.reply(card.channel, card.ts, note, key);
}
