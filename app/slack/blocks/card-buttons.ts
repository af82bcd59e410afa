import type { types } from "@slack/bolt";
import { writeTap } from "../../feedback/tap.ts";
import { EDIT_REASONS } from "../../words.ts";
import { writeCardRef } from "../card-ref.ts";
import type { Offer } from "../offers.ts";
import { button, plainTextElement } from "./block.ts";
import { LISTENERS, type ListenerName } from "../rights.ts";
import type { CardData } from "./card-data.ts";
import { SLACK } from "./limits.ts";

type Elements = types.ActionsBlock["elements"];

/** What this person can do with an update as it stands; nothing with one that was deleted. */
export const buttonsOf = (card: CardData, may: Offer = anything): Elements =>
  BUTTONS[card.state](card).flatMap((one) => offered(one, may));

const anything: Offer = () => true;

function offered(element: Elements[number], may: Offer): Elements {
  const { action_id = "" } = element;
  if (element.type !== "overflow") return isAction(action_id) && !may(action_id) ? [] : [element];
  const options = element.options.filter(({ value = "" }) => {
    const [name = ""] = value.split(":");
    return !isAction(name) || may(name);
  });
  return options.length > 0 ? [{ ...element, options }] : [];
}

const isAction = (name: string): name is ListenerName<"action"> => Object.hasOwn(LISTENERS.action, name);

const refOf = ({ id: update_id, revision, channel, move }: CardData): string =>
  writeCardRef({ update_id, revision, on_card: true, channel_id: channel.id, move });

const open = (card: CardData): types.Button =>
  button("Open in the browser", "open", { url: card.url, label: `Open in the browser: update ${card.number}` });

type More = { style?: "primary" | "danger"; confirm?: NonNullable<Parameters<typeof button>[2]>["confirm"] };

function does(card: CardData, action: string, text: string, { confirm, style }: More = {}): types.Button {
  return button(text, action, {
    value: refOf(card),
    label: `${text}: update ${card.number}`,
    ...(style && { style }),
    ...(confirm && { confirm }),
  });
}

/** Rarer things, behind three dots. */
function menu(card: CardData, options: Record<string, string>): types.Overflow {
  const listed = Object.entries(options).map(([name, text]) => ({
    text: plainTextElement(text, SLACK.option),
    value: `${name}:${refOf(card)}`,
  }));
  return { type: "overflow", action_id: "more", options: listed };
}

const BUTTONS: Record<CardData["state"], (card: CardData) => Elements> = {
  generating: (card) => [stop(card), open(card)],
  in_review: (card) => [
    ...(card.unfit ? [] : [does(card, "approve", card.post_at ? "Approve" : "Approve & post", { style: "primary" })]),
    does(card, "edit", "Edit"),
    does(card, "request_changes", "Request changes"),
    open(card),
    menu(card, { post_to_me: "Post to me first", change_channel: "Change channel", reject: "Reject" }),
  ],
  approved: (card) => [card.undoable ? does(card, "undo", "Undo") : does(card, "take_back", "Take back"), open(card)],
  changes_requested: (card) => [does(card, "try_again", "Try again"), open(card)],
  posting: (card) => [open(card)],
  posted: (card) => [does(card, "correct", "Correct"), open(card), menu(card, { retract: "Retract" })],
  post_failed: (card) => [
    does(card, "post_retry", "Post again", { style: "primary" }),
    does(card, "take_back", "Take back"),
    open(card),
  ],
  needs_check: (card) => [
    does(card, "post_seen", "I see it in Slack"),
    does(card, "post_again", "Send again", { confirm: sendAgain(card) }),
    open(card),
  ],
  correcting: (card) => [open(card)],
  retracted: (card) => [open(card)],
  rejected: (card) => [does(card, "reopen", "Open again"), open(card)],
  expired: (card) => [does(card, "reopen", "Open again"), open(card)],
  failed: (card) => [...onward(card), open(card)],
  timed_out: (card) => [...onward(card), open(card)],
  nothing_to_report: (card) => [does(card, "try_again", "Try again"), open(card)],
  cancelled: (card) => [open(card)],
  deleted: () => [],
};

/** Opens the whole text, where the card shows how it begins. */
export const readAllButton = (card: CardData): types.Button => does(card, "read_all", "Read all");

/** The same, for what is offered in it. */
export const readOffersButton = (card: CardData): types.Button => ({
  ...does(card, "read_all", "Show"),
  action_id: "read_all.offers",
});

/** Why the agent's text was changed, a button for each word of it; none where nobody is asked. */
export function whyButtons(card: CardData, may: Offer = anything): types.Button[] {
  const { why, number } = card;
  if (!why || !may("say_why")) return [];
  return EDIT_REASONS.map(({ value: reason, label }) => {
    const on = !why.includes(reason);
    return button(on ? label : `✓ ${label}`, `say_why.${reason}`, {
      value: `${writeTap({ reason, on })}:${refOf(card)}`,
      label: on ? `${label}: why update ${number} was changed` : `${label}: said, take it back, update ${number}`,
      ...(!on && { style: "primary" as const }),
    });
  });
}

/** What is paid for first. */
function onward(card: CardData): types.Button[] {
  const goOn = card.continuation ? [does(card, "continue_run", "Continue", { style: "primary" })] : [];
  return [...goOn, does(card, "try_again", "Try again")];
}

function stop(card: CardData): types.Button {
  const text = "What was written so far is not kept.";
  const confirm = { title: "Stop writing?", text, confirm: "Stop", deny: "Go on" };
  return does(card, "stop", "Stop", { confirm });
}

const sendAgain = ({ channel }: CardData) => ({
  title: "Send it again?",
  confirm: "Send again",
  deny: "Not yet",
  text: `If it is in #${channel.name} already, it will stand there twice.`,
});
