import type { UpdateState } from "../../../db/app/tables.ts";
import type { Channel } from "../../../db/app/columns.ts";
import type { Beginning } from "../../message/beginning.ts";

/** Everything a card shows of an update, as the database says. Texts are as people wrote them: the blocks make them harmless. */
export type CardData = {
  id: string;
  number: number;
  /** The newest text's; 0 before there is one. */
  revision: number;
  state: UpdateState | "deleted";
  /** Which stay in that state it is; "": its revision says so, or nothing can be done. */
  move: string;
  title: string;
  /** Its page in the browser. */
  url: string;
  channel: Channel;
  time_zone: string;
  /** "9–15 November 2026", or "". */
  window: string;
  profile: string;
  asked_by: string;
  asked_in: "slack" | "web" | "schedule";
  counts: { cited: number; grouped: number; omitted: number; people: number } | null;
  /** Slack messages that the text becomes; 0 when there is none, or when it does not fit. */
  messages: number;
  /** People whom Slack tells of it. */
  mentions: number;
  /** How the text begins, where somebody is to decide about it. */
  beginning: Beginning | null;
  /** Why the text cannot be posted as it is, or "". */
  unfit: string;
  faults: number;
  flags: number;
  /** What the evidence says instead of words that were found wrong, to be taken over. */
  offers: number;
  /** False: nobody could check the text. */
  checked: boolean;
  /** Who has words in the browser that are not saved, or "". */
  unsaved_by: string;
  /** When the time to approve is over. */
  due_at: Date | null;
  /** When it goes out, if not as soon as it is approved. */
  post_at: Date | null;
  /** That is within the seconds in which its approval can be undone. */
  undoable: boolean;
  /** Why its time went by without it, or "". */
  held: string;
  degraded: string;
  /** Who asked for the rewriting that is going on, or who said no, and why. */
  said: { by: string; text: string } | null;
  /** What the run is doing, or "". */
  step: string;
  problem: { message: string; remedy: string } | null;
  /** What goes on with it if its run is continued, or "" where it cannot. */
  continuation: string;
  /** Why the agent's text was changed, where that was said of the whole of it; null where nobody is asked. */
  why: readonly string[] | null;
  /** In our own words, for an update without anything to report. */
  empty: { title: string; text: string };
  /** Where the message stands. */
  permalink: string;
  posted_at: Date | null;
  last: { who: string; what: string; surface: string; at: Date } | null;
};
