import type { CardData } from "./card-data.ts";
import { channelLink, escaped, link, moment, second, shortened } from "./text.ts";

/** What a card says at its top, and what its reader has to know; mrkdwn. */
type Told = { headline: string; lines: string[] };

type Said = (card: CardData) => Told;

const REASON_CHARS = 300;

/** Untrusted words on one line of a card. */
export const short = (text: string, max: number): string => escaped(shortened(text.replace(/\s+/g, " ").trim(), max));

export const told = (card: CardData): Told => SAYINGS[card.state](card);

const only =
  (headline: string, ...lines: string[]): Said =>
  () => ({ headline, lines });

const there = ({ channel }: CardData): string => channelLink(channel);

const timeOf = ({ undoable }: CardData, at: Date): string => (undoable ? `at ${second(at)}` : moment(at));

function problemLines({ problem }: CardData): string[] {
  if (!problem) return [];
  return [`${short(problem.message, REASON_CHARS)} ${short(problem.remedy, REASON_CHARS)}`];
}

function unwritten(card: CardData): string[] {
  return [...problemLines(card), ...(card.continuation ? [short(card.continuation, REASON_CHARS)] : [])];
}

/** @param verb As in "Rejected by …". */
function saidBy({ said }: CardData, verb: string): string[] {
  if (!said) return [];
  return [`${verb} ${short(said.by, 80)}: “${short(said.text, REASON_CHARS)}”`];
}

const SAYINGS: Record<CardData["state"], Said> = {
  generating: (card) => ({
    headline: card.revision > 0 ? "Rewriting" : "Writing",
    lines: [...saidBy(card, "Asked by"), ...(card.step ? [short(card.step, REASON_CHARS)] : [])],
  }),
  in_review: (card) => ({ headline: "Waiting for a decision", lines: beforeDeciding(card) }),
  approved: (card) => ({
    headline: card.post_at
      ? `Approved, goes out to ${there(card)} ${timeOf(card, card.post_at)}`
      : "Approved, on its way",
    lines: card.undoable ? ["Nothing has left Pulse yet."] : [],
  }),
  changes_requested: (card) => ({ headline: "Changes requested", lines: saidBy(card, "Asked by") }),
  posting: (card) => ({ headline: `Posting to ${there(card)}…`, lines: [] }),
  posted: (card) => ({
    headline: `Posted to ${there(card)}${card.permalink ? ` · ${link(card.permalink, "open the message")}` : ""}`,
    lines: problemLines(card),
  }),
  post_failed: (card) => ({ headline: `Not posted to ${there(card)}`, lines: problemLines(card) }),
  needs_check: (card) => ({
    headline: `Is it in ${there(card)}?`,
    lines: ["Slack’s answer got lost, and its history cannot be read. Look there, then say what you see."],
  }),
  correcting: (card) => ({ headline: `Changing what stands in ${there(card)}…`, lines: saidBy(card, "Retracted by") }),
  retracted: (card) => ({ headline: `Retracted from ${there(card)}`, lines: saidBy(card, "By") }),
  rejected: (card) => ({ headline: "Rejected", lines: [...saidBy(card, "By"), "The draft is kept."] }),
  expired: only("Nobody decided in time", "The draft is kept. Silence never posts anything."),
  failed: (card) => ({ headline: "The draft could not be written", lines: unwritten(card) }),
  timed_out: (card) => ({ headline: "It took too long", lines: unwritten(card) }),
  nothing_to_report: ({ empty }) => ({ headline: empty.title, lines: [empty.text] }),
  cancelled: only("Stopped", "This one will not be written any further."),
  deleted: only("This update was deleted", "It can be brought back from the list of updates in the browser."),
};

function beforeDeciding(card: CardData): string[] {
  const { unfit, faults, flags, checked, held, degraded, unsaved_by } = card;
  const many = faults === 1 ? "1 fault stands" : `${faults} faults stand`;
  return [
    ...(held ? [`Held: ${short(held, 200)}`] : []),
    ...(unfit ? [short(unfit, REASON_CHARS)] : []),
    ...(faults > 0 ? [`${many} in the way: mend the text, or approve it with a reason.`] : []),
    ...(flags > 0 ? [`${flags === 1 ? "1 flag" : `${flags} flags`} to read before it goes out.`] : []),
    ...(checked ? [] : ["The text could not be checked yet. Approving asks for a reason."]),
    ...(degraded ? [short(degraded, 200)] : []),
    ...(unsaved_by ? [`${short(unsaved_by, 80)} has unsaved words.`] : []),
  ].slice(0, MOST_LINES);
}

/** A card keeps its height. */
const MOST_LINES = 3;
