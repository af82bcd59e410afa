import { buttonRow, button, context, divider, header, section } from "./block.ts";
import { approveButton } from "./list-approve.ts";
import { ownerlessLine, type ShownClock } from "./list-schedule.ts";
import { factsLine, listedRow, showButton, titleLine, type UpdateLine } from "./list.ts";
import type { SlackBlock, HomeView } from "./shapes.ts";
import { channelLink, escaped, link, moment } from "./text.ts";

export type HomeData = {
  waiting: readonly WaitingUpdate[];
  /** How many wait besides those. */
  more_waiting: number;
  yours: readonly UpdateLine[];
  posted: readonly (UpdateLine & { posted_at: Date | null; permalink: string | null })[];
  clocks: readonly (ShownClock & { profile_id: string })[];
  health: readonly ShownConnection[];
  may_compose: boolean;
  may_schedule: boolean;
  urls: { approvals: string; updates: string; profiles: string; connections: string };
};

/** `messages`: how many the text becomes; 0 where it cannot be approved from here. */
export type WaitingUpdate = UpdateLine & { messages: number; post_at: Date | null };

export type ShownConnection = { name: "GitHub" | "Model" | "Slack"; label: string; works: boolean };

const SHOWN_CLOCKS = 6;

/** A person's Home tab, at most some sixty blocks. */
export function homeView(data: HomeData): HomeView {
  const { urls, may_compose } = data;
  const compose = may_compose ? [button("Compose", "compose", { style: "primary" })] : [];
  const blocks = [
    ...buttonRow(...compose, button("Open Pulse", "open.updates", { url: urls.updates })),
    ...waitingBlocks(data),
    ...yourBlocks(data),
    ...postedBlocks(data),
    ...clockBlocks(data),
    ...healthBlocks(data),
  ];
  return { type: "home", callback_id: "home", blocks };
}

function waitingBlocks({ waiting, more_waiting, urls }: HomeData): SlackBlock[] {
  if (waiting.length === 0) {
    return [header("Waiting for you"), section("Nothing waits for you. Drafts that you may approve stand here.")];
  }
  const rows = waiting.flatMap((update) => {
    const { state, messages } = update;
    const approves = state === "in_review" && messages > 0 ? [approveButton(update)] : [];
    const text = section(`${titleLine(update)}\n${factsLine(update)}`);
    return [text, ...buttonRow(showButton(update), ...approves)];
  });
  const more = more_waiting > 0 ? [context(`And ${more_waiting} more: ${link(urls.approvals, "see them all")}.`)] : [];
  return [header("Waiting for you"), ...rows, ...more];
}

function yourBlocks({ yours, may_compose }: HomeData): SlackBlock[] {
  if (yours.length === 0) {
    const how = may_compose ? " Press Compose, or write `/pulse new owner/repo` in a channel." : "";
    const help = `Nothing of yours is under way.${how}`;
    return [divider, header("Yours"), section(help)];
  }
  return [divider, header("Yours"), ...yours.map(listedRow)];
}

function postedBlocks({ posted }: HomeData): SlackBlock[] {
  if (posted.length === 0) return [divider, header("Recently posted"), section("Nothing has been posted yet.")];
  const rows = posted.map((update) => {
    const { posted_at, permalink, url, channel, asked_by } = update;
    const where = permalink ? link(permalink, "See the message") : link(url, "Open in the browser");
    const facts = [
      `in ${channelLink(channel)}`,
      `asked for by ${escaped(asked_by)}`,
      ...(posted_at ? [moment(posted_at)] : []),
    ];
    return section(`${titleLine(update)}\n${facts.join(" · ")} · ${where}`);
  });
  return [divider, header("Recently posted"), ...rows];
}

function clockBlocks({ clocks, urls, may_schedule }: HomeData): SlackBlock[] {
  const head = [divider, header("Next scheduled")];
  if (clocks.length === 0) {
    const how = ` Give ${link(urls.profiles, "a profile")} its days, and its draft comes by itself.`;
    return [...head, section(`Nothing is scheduled.${may_schedule ? how : ""}`)];
  }
  const coming = clocks.toSorted((one, other) => nextOf(one) - nextOf(other)).slice(0, SHOWN_CLOCKS);
  return [...head, ...coming.map((clock) => clockRow(clock, may_schedule))];
}

const nextOf = ({ paused, next }: ShownClock): number =>
  paused ? Infinity : (next.find(({ state }) => state !== "skipped")?.slot.getTime() ?? Infinity);

function clockRow(clock: HomeData["clocks"][number], may_schedule: boolean): SlackBlock {
  const { profile_id, name, words, paused, next, url } = clock;
  const first = next.find(({ state }) => state !== "skipped");
  const waits = next.find(({ state }) => state === "waiting");
  const when = paused ? "paused" : first ? moment(first.slot) : "nothing comes next";
  const drafted = !paused && first?.state === "drafted" ? " · drafted" : "";
  const text = `*${link(url, name)}*\n${escaped(words)} · ${when}${drafted}${ownerlessLine(clock)}`;
  if (paused || !waits || !may_schedule) return section(text);
  const skip = button("Skip next", `skip_slot.${profile_id}`, {
    value: `${profile_id}@${waits.slot.toISOString()}`,
    label: `Skip the next one of ${name}`,
    confirm: {
      title: "Leave it out?",
      text: `${name} writes no draft the next time. The one after it reads everything since the last one.`,
      confirm: "Skip",
      deny: "Keep it",
    },
  });
  return section(text, skip);
}

function healthBlocks({ health, urls }: HomeData): SlackBlock[] {
  const words = health.map(({ name, label }) => `*${name}* ${escaped(label)}`).join(" · ");
  const broken = health.some(({ works }) => !works);
  const where = link(urls.connections, broken ? "See what to do" : "Connections");
  return [divider, context(`${words} · ${where}`)];
}
