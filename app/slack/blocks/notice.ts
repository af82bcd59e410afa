import type { types } from "@slack/bolt";
import { writeCardRef } from "../card-ref.ts";
import type { Offer } from "../offers.ts";
import { buttonRow, button, context, section } from "./block.ts";
import { short } from "./card-words.ts";
import type { Message, SlackBlock } from "./shapes.ts";
import { link, moment } from "./text.ts";

/** Something that happened while nobody looked, and what somebody may want to do about it. */
export type NoticeData = {
  kind: NoticeKind;
  update: { id: string; number: number; revision: number; title: string; url: string; move: string } | null;
  /** Whose clock it is about, and its page. */
  schedule: { name: string; url: string } | null;
  slot: Date | null;
  /** Why a slot is held. */
  because: string;
  /** Who did it. */
  by: string;
  missed: number;
  since: Date | null;
  until: Date | null;
  due_at: Date | null;
  /** Pull requests that it is about. */
  prs: string[];
  problem: { message: string; remedy: string } | null;
  /** What goes on with it if its run is continued, or "" where it cannot. */
  continuation: string;
  /** What others say of its sentences, for whom it is drawn for. */
  comments: NoticedComment[];
};

export type NoticedComment = { by: string; sentence: string; said: string; url: string };

export const noticeKinds = [
  "slot.held",
  "slot.failed",
  "slot.degraded",
  "slot.made_up",
  "slot.read_again",
  "slot.skipped",
  "slot.unskipped",
  "slot.merged",
  "review.reminder",
  "comment.made",
  "schedule.ownerless" as const,
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

type Said = { head: string; lines: string[]; below?: SlackBlock[]; ways: types.Button[] };

const TITLE_CHARS = 150;
const TEXT_CHARS = 300;
const NAME_CHARS = 80;
const SHOWN_PRS = 5;
const SHOWN_COMMENTS = 5;
const SAID_CHARS = 500;

export function noticeMessage(notice: NoticeData, may: Offer = () => true): Message {
  const { head, lines, below = [], ways: all } = SAYINGS[notice.kind](notice);
  const ways = all.filter(({ action_id }) => action_id !== "try_again" || may("try_again"));
  const title = titleOf(notice);
  return {
    text: `${head}: ${title}`,
    blocks: [section([`*${head}*`, title, ...lines].filter(Boolean).join("\n")), ...below, ...buttonRow(...ways)],
  };
}

function titleOf({ update, schedule }: NoticeData): string {
  if (update) return `#${update.number} ${short(update.title, TITLE_CHARS)}`;
  return schedule ? short(schedule.name, TITLE_CHARS) : "A schedule";
}

const at = (time: Date | null): string => (time ? moment(time) : "its time");

const SAYINGS: Record<NoticeKind, (notice: NoticeData) => Said> = {
  "slot.held": (notice) => ({ head: "Held back", lines: [heldLine(notice)], ways: toCard(notice) }),
  "slot.failed": (notice) => ({
    head: "A scheduled update failed",
    lines: [`It was meant for ${at(notice.slot)}. ${problemLine(notice)}`, notice.continuation],
    ways: [...onward(notice), ...(notice.update ? [] : toSchedule(notice)), ...toBrowser(notice)],
  }),
  "slot.degraded": (notice) => ({
    head: "Written without the model",
    lines: [`${problemLine(notice)} Read it with care, or request changes to have it written once more.`],
    ways: toCard(notice),
  }),
  "slot.made_up": (notice) => ({
    head: "Made up for missed times",
    lines: [
      `${notice.missed === 1 ? "1 time was" : `${notice.missed} times were`} missed while Pulse was away. ` +
        `This one tells of everything since ${at(notice.since)}.`,
    ],
    ways: toCard(notice),
  }),
  "slot.read_again": (notice) => ({
    head: "Read once more",
    lines: [`The update from ${at(notice.since)} to ${at(notice.until)} came to nothing, so that time is read again.`],
    ways: toCard(notice),
  }),
  "slot.skipped": (notice) => ({
    head: `Skipped by ${short(notice.by, TITLE_CHARS)}`,
    lines: [`Nothing is drafted for ${at(notice.slot)}. What was merged until then is in the one after it.`],
    ways: toSchedule(notice),
  }),
  "slot.unskipped": (notice) => ({
    head: `Not skipped any more`,
    lines: [`${short(notice.by, TITLE_CHARS)} gave ${at(notice.slot)} back to the clock.`],
    ways: toSchedule(notice),
  }),
  "slot.merged": (notice) => ({
    head: "More was merged since",
    lines: [mergedLine(notice)],
    ways: toCard(notice),
  }),
  "schedule.ownerless": (notice) => ({
    head: "A schedule without an owner",
    lines: [problemLine(notice)],
    ways: toSchedule(notice),
  }),
  "review.reminder": (notice) => ({
    head: "Still waiting for a decision",
    lines: [`It expires ${at(notice.due_at)}, and silence never posts anything.`],
    ways: toCard(notice),
  }),
  "comment.made": (notice) => ({
    head: commentHead(notice.comments),
    lines: [],
    below: commentBlocks(notice.comments),
    ways: toCard(notice),
  }),
};

function commentHead(comments: readonly NoticedComment[]): string {
  const [who = "Somebody", ...others] = new Set(comments.map(({ by }) => short(by, NAME_CHARS)));
  const names = others.length > 0 ? `${who} and ${others.length === 1 ? others[0] : `${others.length} others`}` : who;
  // Several may be about the same sentence; its address tells which.
  const sentences = new Set(comments.map(({ url }) => url)).size;
  return `${names} commented on ${sentences === 1 ? "a sentence" : `${sentences} sentences`}`;
}

/** Each with the sentence that it is about; what more was said is read on its page. */
function commentBlocks(comments: readonly NoticedComment[]): SlackBlock[] {
  const shown = comments.slice(0, SHOWN_COMMENTS).map(({ by, sentence, said, url }) => {
    const words = `*${short(by, NAME_CHARS)}*: ${short(said, SAID_CHARS)}`;
    return section(`“${short(sentence, TITLE_CHARS)}”\n${words} ${link(url, "Read it there")}`);
  });
  const more = comments.length - SHOWN_COMMENTS;
  return more > 0 ? [...shown, context(`…and ${more} more`)] : shown;
}

function mergedLine(notice: NoticeData): string {
  const them = isOne(notice) ? "it" : "them";
  return `${prsIn(notice)}: the text does not tell of ${them}. Request changes to take ${them} in; the next one would, too.`;
}

/** One pull request may be told of twice: by two that reverted it. */
const prsOf = ({ prs }: NoticeData): string[] => [...new Set(prs)];
const isOne = (notice: NoticeData): boolean => prsOf(notice).length < 2;

function heldLine(notice: NoticeData): string {
  const { because, slot } = notice;
  if (because === "reverted") {
    const [were, them] = isOne(notice) ? ["was", "it"] : ["were", "them"];
    return `${prsIn(notice)} ${were} reverted since, and the text tells of ${them}. Edit it, then approve it again.`;
  }
  if (because === "unread") {
    return `Its pull requests could not be read again before posting. ${problemLine(notice)} Approve it again to post it.`;
  }
  if (because === "merged") {
    const [were, them] = isOne(notice) ? ["was", "it"] : ["were", "them"];
    return `${prsIn(notice)} ${were} merged since. Look at ${them}, then approve it again.`;
  }
  return `Its time, ${at(slot)}, went by without an approval. It goes out as soon as it is approved.`;
}

function prsIn(notice: NoticeData): string {
  const prs = prsOf(notice);
  const shown = prs.slice(0, SHOWN_PRS).map((pr) => short(pr, TITLE_CHARS));
  const more = prs.length > SHOWN_PRS ? ` and ${prs.length - SHOWN_PRS} more` : "";
  return `${shown.join(", ") || "Something"}${more}`;
}

const problemLine = ({ problem }: NoticeData): string =>
  problem ? short(`${problem.message} ${problem.remedy}`, TEXT_CHARS) : "";

function toCard(notice: NoticeData): types.Button[] {
  return notice.update ? [button("Show the card", "show_card", valueOf(notice.update)), ...toBrowser(notice)] : [];
}

/** What is paid for first. */
function onward({ update, continuation }: NoticeData): types.Button[] {
  if (!update) return [];
  const again = button("Try again", "try_again", { ...valueOf(update), ...(!continuation && { style: "primary" }) });
  return continuation ? [button("Continue", "continue_run", { ...valueOf(update), style: "primary" }), again] : [again];
}

const toBrowser = ({ update }: NoticeData): types.Button[] =>
  update
    ? [
        button("Open in the browser", "open", {
          url: update.url,
          label: `Open in the browser: update ${update.number}`,
        }),
      ]
    : [];

const toSchedule = ({ schedule }: NoticeData): types.Button[] =>
  schedule ? [button("Open the schedule", "open.schedule", { url: schedule.url })] : [];

const valueOf = ({ id: update_id, revision, move }: NonNullable<NoticeData["update"]>) => ({
  value: writeCardRef({ update_id, revision, move }),
});
