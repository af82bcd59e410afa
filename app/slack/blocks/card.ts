import { mentionsText } from "../../updates/question-words.ts";
import type { Offer } from "../offers.ts";
import { buttonRow, context, divider, section } from "./block.ts";
import { buttonsOf, readAllButton, readOffersButton, whyButtons } from "./card-buttons.ts";
import type { CardData } from "./card-data.ts";
import { short, told } from "./card-words.ts";
import type { Message, SlackBlock } from "./shapes.ts";
import { channelLink, moment } from "./text.ts";

const TITLE_CHARS = 150;
const NAME_CHARS = 80;

type ForPerson = {
  may?: Offer;
  /** Who decides about it, where its reader does not. */
  instead?: string;
};

/** An update's card, in whatever state it is: the same parts in the same order. Where it waits for a decision the text stands before the buttons. */
export function cardMessage(card: CardData, { may, instead = "" }: ForPerson = {}): Message {
  const { headline, lines } = told(card);
  const gone = card.state === "deleted";
  return {
    text: spoken(card),
    blocks: [
      section([`*${titleOf(card)}*`, `*${headline}*`, ...lines].join("\n")),
      ...(gone ? [] : [context(aboutOf(card)), context(factsOf(card))]),
      ...textOf(card),
      ...offersOf(card, may),
      ...(instead ? [context(short(instead, TITLE_CHARS))] : []),
      ...buttonRow(...buttonsOf(card, may)),
      ...whyRow(whyButtons(card, may)),
      ...(card.last ? [context(lastOf(card.last))] : []),
    ],
  };
}

/** How the text begins, as it will be posted, and the way to the rest. */
function textOf(card: CardData): SlackBlock[] {
  if (!card.beginning) return [];
  const { markdown, more } = card.beginning;
  const rest = markdown ? `…and ${more} more` : "Its first paragraph is longer than a card.";
  return [
    divider,
    ...(markdown ? [{ type: "markdown", text: markdown } as const] : []),
    ...(more > 0 ? [section(rest, readAllButton(card))] : []),
    divider,
  ];
}

/** What can be taken over is read first, at its sentence. */
function offersOf(card: CardData, may: Offer = () => true): SlackBlock[] {
  const { state, offers } = card;
  if (state !== "in_review" || offers === 0 || !may("take_offer")) return [];
  const said = offers === 1 ? "The checks offer what is right" : `The checks offer what is right ${offers} times`;
  return [section(`${said}: one tap takes it over.`, readOffersButton(card))];
}

/** One tap, and nothing waits for it. */
const whyRow = (buttons: ReturnType<typeof whyButtons>): SlackBlock[] =>
  buttons.length > 0
    ? [context("Why was the agent’s text changed? If you like, say it with one tap."), ...buttonRow(...buttons)]
    : [];

/** One sentence, for notifications and for those who listen. */
function spoken(card: CardData): string {
  const { title, window, number, channel } = card;
  const parts = [`${SPOKEN[card.state]}: ${short(title, TITLE_CHARS)}`, window && short(window, NAME_CHARS)];
  return `${parts.filter(Boolean).join(", ")}, for #${short(channel.name, NAME_CHARS)} (update ${number})`;
}

const titleOf = ({ number, title }: CardData): string => `#${number} ${short(title, TITLE_CHARS)}`;

/** Where it goes, what time it is about, and who asked for it. */
function aboutOf({ channel, window, profile, asked_by, asked_in }: CardData): string {
  const asked = `asked for by ${short(asked_by, NAME_CHARS)}${ASKED_IN[asked_in]}`;
  const parts = [`For ${channelLink(channel)}`, short(window, NAME_CHARS), short(profile, NAME_CHARS), asked];
  return parts.filter(Boolean).join(" · ");
}

const ASKED_IN: Record<CardData["asked_in"], string> = {
  slack: " in Slack",
  web: " in the browser",
  schedule: ", on schedule",
};

/** What the text is made of, which version it is, and until when it can be approved. */
function factsOf({ state, revision, counts, messages, mentions, due_at, post_at }: CardData): string {
  const many = counts && [
    `${counts.cited} told`,
    ...(counts.grouped > 0 ? [`${counts.grouped} grouped`] : []),
    `${counts.omitted} left out`,
    counts.people === 1 ? "1 person" : `${counts.people} people`,
  ];
  const parts = [
    ...(revision > 0 ? [`Revision ${revision}, in the thread`] : ["No text yet"]),
    ...(many ?? []),
    ...(messages > 0 ? [messages === 1 ? "1 message" : `${messages} messages`] : []),
    ...((state === "in_review" || state === "approved") && mentions > 0 ? [mentionsText(mentions)] : []),
    ...(state === "in_review" && post_at ? [`goes out ${moment(post_at)}`] : []),
    ...(state === "in_review" && due_at ? [`expires ${moment(due_at)}`] : []),
  ];
  return parts.join(" · ");
}

function lastOf({ who, what, surface, at }: NonNullable<CardData["last"]>): string {
  return `${short(who, NAME_CHARS)} ${short(what, NAME_CHARS)}${SURFACES[surface] ?? ""}, ${moment(at)}`;
}

const SURFACES: Record<string, string> = { web: ", in the browser", slack: ", in Slack", api: ", by the API" };

/** How each state is said aloud. */
const SPOKEN: Record<CardData["state"], string> = {
  generating: "Being written",
  in_review: "Waiting for a decision",
  nothing_to_report: "Nothing to report",
  failed: "Could not be written",
  timed_out: "Took too long",
  cancelled: "Stopped",
  approved: "Approved",
  changes_requested: "Changes requested",
  rejected: "Rejected",
  expired: "Nobody decided in time",
  posting: "Being posted",
  posted: "Posted",
  post_failed: "Not posted",
  needs_check: "Needs a look in Slack",
  correcting: "Being changed in Slack",
  retracted: "Retracted",
  deleted: "Deleted",
};
