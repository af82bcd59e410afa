import type { NextSlot } from "../../schedules/load-schedule.ts";
import { context, section } from "./block.ts";
import type { Message } from "./shapes.ts";
import { escaped, link, moment } from "./text.ts";

/** A profile's clock, as Slack shows it: every time on its reader's own clock. */
export type ShownClock = {
  name: string;
  /** "Every Monday at 09:00" */
  words: string;
  time_zone: string;
  paused: boolean;
  /** Why nothing is drafted any more: its owner is gone. */
  ownerless?: string | null;
  next: readonly NextSlot[];
  url: string;
};

const STATES: Record<NextSlot["state"], string> = { waiting: "", drafted: " · drafted", skipped: " · skipped" };

const slotLine = ({ slot, draft_at, state }: NextSlot): string =>
  `• ${moment(slot)}${STATES[state]}${state === "waiting" ? ` · draft ${moment(draft_at)}` : ""}`;

/** "\n:warning: Mira’s account is switched off. Nothing is drafted until somebody takes it over." */
export const ownerlessLine = ({ ownerless, url }: ShownClock): string =>
  ownerless ? `\n:warning: ${escaped(ownerless)} Nothing is drafted until somebody ${link(url, "takes it over")}.` : "";

/** @param done What was just done, in a sentence; "" when it was only asked. */
export function clockMessage(clock: ShownClock, done = ""): Message {
  const { name, words, time_zone, paused, next, url } = clock;
  const times = paused ? "It is paused: nothing is drafted until somebody resumes it." : next.map(slotLine).join("\n");
  const rule = `*${escaped(name)}*\n${escaped(words)}, ${escaped(time_zone.replaceAll("_", " "))}`;
  return {
    text: escaped(done || `${name}: ${words}`),
    blocks: [
      ...(done ? [section(`*${escaped(done)}*`)] : []),
      section(`${rule}\n${times || "Nothing comes next."}${ownerlessLine(clock)}`),
      context(link(url, "Open in the browser")),
    ],
  };
}

const SHOWN = 15;

export function clocksMessage(clocks: readonly ShownClock[], profilesUrl: string): Message {
  if (clocks.length === 0) {
    return {
      text: "Nothing is scheduled.",
      blocks: [
        section("*Nothing is scheduled.*\nGive a profile its days and time, and its draft comes by itself."),
        context(link(profilesUrl, "Open the profiles")),
      ],
    };
  }
  const rows = clocks.slice(0, SHOWN).map((clock) => {
    const { name, words, paused, next, url } = clock;
    const [first] = next.filter(({ state }) => state !== "skipped");
    const when = paused ? "paused" : first ? `next ${moment(first.slot)}` : "nothing comes next";
    return section(`*${link(url, name)}*\n${escaped(words)} · ${when}${ownerlessLine(clock)}`);
  });
  return {
    text: clocks.length === 1 ? "One profile has a schedule" : `${clocks.length} profiles have a schedule`,
    blocks: [...rows, context("`/pulse schedule PROFILE` shows the next three.")],
  };
}
