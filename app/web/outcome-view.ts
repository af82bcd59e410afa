import type { ProblemShape } from "../../webhooks/contract/problem.ts";
import type { UpdateDetail } from "../updates/load.ts";
import { EMPTY_REASONS } from "./words.ts";

/** How an update ended or where it is stuck: what happened, what helps, and the ways on from here. */
export type OutcomeView = {
  icon: string;
  tone: "good" | "bad" | "wait" | "quiet";
  title: string;
  text: string;
  remedy: string;
  ways: Way[];
  /** Messages in Slack, the root first. */
  messages: { part: number; label: string; permalink: string }[];
  approved_by: string;
  posted_at: Date | null;
};

/** The buttons; the template knows how each one looks and where it goes. */
export type Way =
  "try_again" | "edit_brief" | "compose_again" | "reopen" | "retry_post" | "edit" | "settle" | "delete" | "copy";

type Said = Pick<OutcomeView, "icon" | "tone" | "title" | "text" | "ways"> & { remedy?: string };

export function outcomeView(detail: UpdateDetail): OutcomeView {
  const { update, decisions } = detail;
  const said = sayings(detail)[update.state] ?? { icon: "info", tone: "quiet", title: "", text: "", ways: [] };
  const approval = decisions.findLast(({ kind, voided_at }) => kind === "approve" && !voided_at);
  return {
    ...{ remedy: "", ...said, messages: messagesOf(detail), posted_at: update.posted_at },
    approved_by: approval?.person_name ?? "",
  };
}

function sayings({ update, decisions }: UpdateDetail): Partial<Record<UpdateDetail["update"]["state"], Said>> {
  const channel = `#${update.channel.name}`;
  const problem = update.problem ?? UNKNOWN;
  const empty = EMPTY_REASONS[update.empty_reason ?? ""] ?? {
    title: "Nothing to report",
    text: "There was nothing to tell.",
  };
  const last = decisions.at(-1);
  const why = last?.reason ? `${last.person_name}: “${last.reason}”` : "";
  const written = { text: problem.message, remedy: problem.remedy };
  return {
    posted: { icon: "circle-check", tone: "good", title: `Posted to ${channel}`, text: "", ways: [] },
    failed: {
      icon: "circle-alert",
      tone: "bad",
      title: "The draft could not be written",
      ...written,
      ways: ["try_again", "edit_brief", "delete"],
    },
    timed_out: {
      icon: "clock",
      tone: "bad",
      title: "It took too long",
      ...written,
      ways: ["try_again", "edit_brief", "delete"],
    },
    nothing_to_report: { icon: "inbox", tone: "quiet", ...empty, ways: ["edit_brief", "try_again", "delete"] },
    cancelled: {
      icon: "ban",
      tone: "quiet",
      title: "Stopped",
      text: "This one will not be written any further.",
      ways: ["compose_again", "delete"],
    },
    changes_requested: {
      icon: "message-square",
      tone: "wait",
      title: "Changes requested",
      text: why,
      ways: ["try_again", "edit_brief"],
    },
    rejected: { icon: "x", tone: "quiet", title: "Rejected", text: why, ways: ["reopen", "compose_again", "delete"] },
    expired: {
      icon: "clock",
      tone: "quiet",
      title: "Nobody decided in time",
      text: "The draft is kept. Silence never posts anything.",
      ways: ["reopen", "try_again", "delete"],
    },
    post_failed: {
      icon: "circle-alert",
      tone: "bad",
      title: `Not posted to ${channel}`,
      ...written,
      ways: ["retry_post", "edit", "copy", "delete"],
    },
    needs_check: {
      ...{ icon: "circle-help", tone: "bad", title: `Is it in ${channel}?` },
      text: "Slack’s answer got lost, and its history cannot be read. Only a person can tell whether the message is there.",
      ...{ remedy: "Look in the channel, then tell us, so that nothing is posted twice.", ways: ["settle", "copy"] },
    },
    retracted: {
      icon: "undo-2",
      tone: "quiet",
      title: `Retracted from ${channel}`,
      text: why,
      ways: ["compose_again", "copy"],
    },
  };
}

const UNKNOWN: ProblemShape = {
  code: "failed",
  message: "It did not work, and nobody said why.",
  remedy: "Try again.",
};

function messagesOf({ deliveries }: UpdateDetail): OutcomeView["messages"] {
  const parts = deliveries.flatMap((delivery) => delivery.parts);
  const gone = new Set(
    parts.flatMap(({ effect, state, ts }) => (effect === "delete" && state === "posted" ? [ts] : [])),
  );
  const posted = parts.filter(({ effect, state, ts }) => effect === "post" && state === "posted" && !gone.has(ts));
  return posted.map(({ permalink }, index) => ({
    ...{ part: index + 1, permalink: permalink ?? "" },
    label: index === 0 ? "Open in Slack" : `Part ${index + 1}, in the thread`,
  }));
}
