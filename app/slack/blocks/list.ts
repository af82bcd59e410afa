import type { UpdateState } from "../../../db/app/tables.ts";
import type { Channel } from "../../../db/app/columns.ts";
import { STATES } from "../../words.ts";
import { writeCardRef } from "../card-ref.ts";
import { buttonRow, button, context, section } from "./block.ts";
import type { SlackBlock, Message } from "./shapes.ts";
import { channelLink, escaped, link, moment, shortened } from "./text.ts";

/** One update in a list. Texts are as people wrote them. */
export type UpdateLine = {
  id: string;
  number: number;
  revision: number;
  state: UpdateState;
  title: string;
  channel: Channel;
  asked_by: string;
  /** When it last changed. */
  at: Date;
  /** When the time to approve it is over. */
  due_at: Date | null;
  url: string;
};

const MAX_TITLE_CHARS = 200;

/** "#12 Weekly digest · harbor · 9–15 Nov", with what it is about below. */
export const titleLine = ({ number, title }: Pick<UpdateLine, "number" | "title">): string =>
  `*#${number} ${escaped(shortened(title, MAX_TITLE_CHARS))}*`;

export function factsLine({ state, channel, asked_by, at, due_at }: UpdateLine): string {
  const due = due_at && state === "in_review" ? [`approve by ${moment(due_at)}`] : [];
  const facts = [STATES[state].label, `for ${channelLink(channel)}`, `asked for by ${escaped(asked_by)}`, ...due];
  return [...facts, moment(at)].join(" · ");
}

export const showButton = ({ id, number, revision, title }: Pick<UpdateLine, "id" | "number" | "revision" | "title">) =>
  button("Show", `show_card.${number}`, {
    value: writeCardRef({ update_id: id, revision }),
    label: `Show #${number} ${title}`,
  });

export const listedRow = (update: UpdateLine): SlackBlock =>
  section(`${titleLine(update)}\n${factsLine(update)}`, showButton(update));

/** @param more How many there are besides. */
export function waitingMessage(
  waiting: readonly UpdateLine[],
  more: number,
  updatesUrl: string,
  may_compose: boolean,
): Message {
  if (waiting.length === 0) {
    return {
      text: "Nothing waits for you.",
      blocks: [
        section("*Nothing waits for you.*\nWhat you may approve, and what got stuck, stands here."),
        ...(may_compose ? buttonRow(button("Compose", "compose", { style: "primary" })) : []),
      ],
    };
  }
  const count = waiting.length + more;
  const head = count === 1 ? "One update waits for you" : `${count} updates wait for you`;
  return {
    text: `${head}: ${waiting.map(({ number }) => `#${number}`).join(", ")}`,
    blocks: [
      section(`*${head}*`),
      ...waiting.map(listedRow),
      ...(more > 0 ? [context(`And ${more} more: ${link(updatesUrl, "see them in the browser")}.`)] : []),
      context("`/pulse approve NUMBER` shows what would go out."),
    ],
  };
}

export type UpdateProgress = UpdateLine & {
  /** What the run is doing, in words; "" where there is none. */
  step: string;
  problem: { message: string; remedy: string } | null;
  permalink: string;
};

/** How far these are, and where to look. */
export function statusMessage(updates: readonly UpdateProgress[]): Message {
  const lines = updates.map(({ number, state, step }) => `#${number} ${STATES[state].label}${step && `, ${step}`}`);
  return {
    text: escaped(lines.join("; ")),
    blocks: updates.map((update) => {
      const { step, problem, permalink, url } = update;
      const more = [
        step && escaped(step),
        problem && escaped(`${problem.message} ${problem.remedy}`),
        permalink && link(permalink, "See the message"),
        link(url, "Open in the browser"),
      ];
      return section([titleLine(update), factsLine(update), ...more].filter(Boolean).join("\n"), showButton(update));
    }),
  };
}

/** What was asked for, and where it will be seen. */
export function askedMessage(
  { number, title, channel, url }: Pick<UpdateLine, "number" | "title" | "channel" | "url">,
  timeZone: string,
): Message {
  const where =
    "Its card is in your messages with Pulse, and changes when the text is written. Nothing is posted before a person approves it.";
  return {
    text: `Asked for #${number} ${escaped(title)}. ${where}`,
    blocks: [
      section(`*Asked for #${number}*\n${escaped(shortened(title, MAX_TITLE_CHARS))}\nFor ${channelLink(channel)}`),
      context(where),
      context(`Days count in ${escaped(timeZone.replaceAll("_", " "))}. ${link(url, "Open in the browser")}`),
    ],
  };
}

/** A draft is written again without this pull request. */
export function ignoredMessage(
  { number, title, url }: Pick<UpdateLine, "number" | "title" | "url">,
  pr: string,
): Message {
  return {
    text: `#${number} is written again without ${escaped(pr)}.`,
    blocks: [
      section(`*#${number} is written again without ${escaped(pr)}*\n${escaped(shortened(title, MAX_TITLE_CHARS))}`),
      context(`Its card changes when the text is there. ${link(url, "Open in the browser")}`),
    ],
  };
}
