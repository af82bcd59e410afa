import { giveCards, listCards } from "../../../db/app/cards.ts";
import { postToMe } from "../../delivery/post-to-me.ts";
import { edit as takeBack } from "../../updates/edit.ts";
import { retryPost } from "../../updates/retry-post.ts";
import { settleCheck } from "../../updates/settle-check.ts";
import { cancel } from "../../updates/cancel.ts";
import { getUpdate } from "../../updates/change-state.ts";
import { continueUpdate } from "../../updates/continue-update.ts";
import { reopen } from "../../updates/reopen.ts";
import { undoApproval } from "../../updates/undo-approval.ts";
import { tryAgain } from "../../updates/try-again.ts";
import { says } from "../answer.ts";
import { section } from "../blocks/block.ts";
import type { Message } from "../blocks/shapes.ts";
import { escaped, link } from "../blocks/text.ts";
import { readCardRef } from "../card-ref.ts";
import { drawNow } from "../cards/draw.ts";
import type { SlackDeps } from "../deps.ts";
import type { Actions, Clicked } from "../seen.ts";
import { approveShown } from "./approve.ts";
import { askWhere, askWhy, askForCorrection, askForEdit } from "./ask.ts";
import { revisionSeen } from "../seen-update.ts";
import { chooseWhen } from "./choose-when.ts";
import { onCard, onSeen } from "./on-card.ts";
import { readAll } from "./read-all.ts";
import { sayWhyShown } from "./say-why.ts";
import { takeOffered } from "./take-offer.ts";

/** Every button of an update's card; most of them are one operation, which says itself what is wrong. */
export const cardActions = {
  approve: approveShown,
  approve_when: chooseWhen,
  edit: askForEdit,
  correct: askForCorrection,
  change_channel: askWhere,
  request_changes: askWhy("request_changes"),
  reject: askWhy("reject"),
  retract: askWhy("retract"),
  reopen: onSeen(async (deps, { actor }, { update_id }) => {
    await reopen(deps, actor, update_id);
    return "It is in review again.";
  }),
  take_back: onSeen(async (deps, { actor }, { update_id }) => {
    await takeBack(deps, actor, update_id);
    return "The approval ended; it is in review again.";
  }),
  undo: onSeen(async (deps, { actor }, { update_id }) => {
    await undoApproval(deps, actor, update_id);
    return "Undone. Nothing was posted.";
  }),
  try_again: onSeen(async (deps, { actor }, { update_id }) => {
    await tryAgain(deps, actor, update_id);
    return "It is being written once more. The card shows it when it is there.";
  }),
  continue_run: onSeen(async (deps, { actor }, { update_id }) => {
    await continueUpdate(deps, actor, update_id);
    return "The writing goes on. The card shows it when it is there.";
  }),
  stop: onSeen(async (deps, { actor }, { update_id }) => {
    await cancel(deps, actor, update_id);
    return "Stopped.";
  }),
  post_retry: onSeen(async (deps, { actor }, { update_id }) => {
    await retryPost(deps, actor, update_id);
    return "Posting it again.";
  }),
  post_seen: onSeen(async (deps, { actor }, { update_id }) => {
    await settleCheck(deps, actor, update_id, { answer: "seen" });
    return "Thank you. It counts as posted.";
  }),
  post_again: onSeen(async (deps, { actor }, { update_id }) => {
    await settleCheck(deps, actor, update_id, { answer: "send_again" });
    return "Sending it again.";
  }),
  post_to_me: onCard(async (deps, { actor, whisper }, ref) => {
    const { markdown } = await revisionSeen(deps, ref);
    const { messages } = await postToMe(deps, actor, ref.update_id, { markdown });
    const what = messages === 1 ? "1 message" : `${messages} messages`;
    await whisper(says(`Sent to you alone, as it would be posted: ${what}, revision ${ref.revision}.`));
  }),
  say_why: sayWhyShown,
  take_offer: takeOffered,
  show_card: showCard,
  read_all: readAll,
  open: async () => {},
} satisfies Partial<Actions>;

/** Whoever has no card gets one; whoever has one hears where it stands. */
async function showCard(deps: SlackDeps, { actor, value, whisper }: Clicked): Promise<void> {
  const { update_id } = readCardRef(value);
  const update = await getUpdate(deps.db, actor, update_id);
  if (actor.id) await giveCards(deps.db, update, [actor.id]);
  await drawNow(deps, update_id);
  const card = (await listCards(deps.db, update_id)).find(({ person_id }) => person_id === actor.id);
  const address = card?.channel && card.ts ? await deps.calls.permalink(card.channel, card.ts) : null;
  await whisper(address ? pointed(update.number, address) : says(`The card of update ${update.number} is on its way.`));
}

function pointed(number: number, address: string): Message {
  const words = `The card of update ${number} is in your messages with Pulse:`;
  return { text: escaped(words), blocks: [section(`${escaped(words)} ${link(address, "open it")}`)] };
}
