import type { ProblemShape } from "../../../webhooks/contract/problem.ts";
import type { Action } from "../../people/policy.ts";
import { continuationText } from "../../updates/continuation.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import { sourceNotes } from "../../updates/source-notes.ts";
import { webAddress } from "../../web-address.ts";
import { EMPTY_REASONS } from "../../words.ts";

/** How an update ended or where it is stuck: what happened, what helps, and the ways on from here. */
export type OutcomeView = {
  icon: string;
  tone: "good" | "bad" | "wait" | "quiet";
  title: string;
  text: string;
  remedy: string;
  /** What goes on with it if the run is continued; "" where it cannot. */
  continuation: string;
  ways: Way[];
  needs: typeof WAY_NEEDS;
  /** Messages in Slack, the root first. */
  messages: { part: number; label: string; permalink: string }[];
  approved_by: string;
  /** Whose standing decision let it out, in place of an approval; "" for none. */
  standing: string;
  /** Why posting takes its time; "" while it goes on. */
  slow: string;
  posted_at: Date | null;
};

/** The buttons; the template knows how each one looks and where it goes. */
type Way =
  | "continue"
  | "try_again"
  | "edit_brief"
  | "compose_again"
  | "reopen"
  | "retry_post"
  | "edit"
  | "settle"
  | "delete"
  | "copy";

/** The right that each of them takes. */
const WAY_NEEDS = {
  continue: "compose",
  try_again: "compose",
  edit_brief: "compose",
  compose_again: "compose",
  copy: "read",
  delete: "delete",
  reopen: "reopen",
  retry_post: "post_retry",
  settle: "post_retry",
  edit: "edit",
} as const satisfies Record<Way, Action>;

type Said = Pick<OutcomeView, "icon" | "tone" | "title" | "text" | "ways"> & { remedy?: string };

export function outcomeView(detail: UpdateDetail): OutcomeView {
  const { update, decisions } = detail;
  const said = sayings(detail)[update.state] ?? { icon: "info", tone: "quiet", title: "", text: "", ways: [] };
  const approval = decisions.findLast(({ kind, voided_at }) => kind === "approve" && !voided_at);
  const standing = decisions.findLast(({ kind, voided_at }) => kind === "standing" && !voided_at);
  return {
    continuation: detail.continuation ? continuationText(detail.continuation) : "",
    remedy: "",
    ...said,
    needs: WAY_NEEDS,
    messages: messagesOf(detail),
    posted_at: update.posted_at,
    approved_by: approval?.person_name ?? "",
    slow: slowOf(detail),
    standing: standing ? `${standing.reason ?? "Its profile’s rules"}, set by ${standing.person_name}` : "",
  };
}

type Sayings = Partial<Record<UpdateDetail["update"]["state"], Said>>;

function sayings(detail: UpdateDetail): Sayings {
  return { ...beforeReview(detail), ...decided(detail), ...delivered(detail) };
}

/** No text came of it. */
function beforeReview({ update, audit, continuation }: UpdateDetail): Sayings {
  const { message: text, remedy } = update.problem ?? UNKNOWN;
  const empty = EMPTY_REASONS[update.empty_reason ?? ""] ?? NOTHING;
  const again: Way[] = [...(continuation ? (["continue"] as const) : []), "try_again", "edit_brief", "delete"];
  const stopped = "This one will not be written any further.";
  return {
    failed: { icon: "circle-alert", tone: "bad", title: "The draft could not be written", text, remedy, ways: again },
    timed_out: { icon: "clock", tone: "bad", title: "It took too long", text, remedy, ways: again },
    nothing_to_report: {
      icon: "inbox",
      tone: "quiet",
      ...empty,
      remedy: sourceNotes(audit).join(" "),
      ways: ["edit_brief", "try_again", "delete"],
    },
    cancelled: { icon: "ban", tone: "quiet", title: "Stopped", text: stopped, ways: ["compose_again", "delete"] },
  };
}

/** A person said no, or nobody said anything. */
function decided(detail: UpdateDetail): Sayings {
  const text = reasonIn(detail);
  const late: Way[] = ["reopen", "try_again", "delete"];
  const kept = "The draft is kept. Silence never posts anything.";
  return {
    changes_requested: {
      icon: "message-square",
      tone: "wait",
      title: "Changes requested",
      text,
      ways: ["try_again", "edit_brief"],
    },
    rejected: { icon: "x", tone: "quiet", title: "Rejected", text, ways: ["reopen", "compose_again", "delete"] },
    expired: { icon: "clock", tone: "quiet", title: "Nobody decided in time", text: kept, ways: late },
  };
}

/** On the way to Slack, there, or gone from there. */
function delivered(detail: UpdateDetail): Sayings {
  const channel = `#${detail.update.channel.name}`;
  const { message: text, remedy } = detail.update.problem ?? UNKNOWN;
  const retry: Way[] = ["retry_post", "edit", "copy", "delete"];
  return {
    posted: { icon: "circle-check", tone: "good", title: `Posted to ${channel}`, text: "", ways: [] },
    post_failed: { icon: "circle-alert", tone: "bad", title: `Not posted to ${channel}`, text, remedy, ways: retry },
    needs_check: {
      icon: "circle-help",
      tone: "bad",
      title: `Is it in ${channel}?`,
      text: "Slack’s answer got lost, and its history cannot be read. Only a person can tell whether it is there.",
      remedy: "Look in the channel, then tell us, so that nothing is posted twice.",
      ways: ["settle", "copy"],
    },
    retracted: {
      icon: "undo-2",
      tone: "quiet",
      title: `Retracted from ${channel}`,
      text: reasonIn(detail),
      ways: ["compose_again", "copy"],
    },
  };
}

function reasonIn({ decisions }: UpdateDetail): string {
  const last = decisions.at(-1);
  return last?.reason ? `${last.person_name}: “${last.reason}”` : "";
}

const NOTHING = { title: "Nothing to report", text: "There was nothing to tell." };

const UNKNOWN: ProblemShape = {
  code: "failed",
  message: "It did not work, and nobody said why.",
  remedy: "Try again.",
};

function slowOf({ deliveries }: UpdateDetail): string {
  const waits = deliveries.at(-1)?.parts.find(({ state, problem }) => problem && ["ready", "unknown"].includes(state));
  return waits?.problem ? `${waits.problem.message} ${waits.problem.remedy}` : "";
}

function messagesOf({ deliveries }: UpdateDetail): OutcomeView["messages"] {
  const parts = deliveries.flatMap((delivery) => delivery.parts);
  const gone = new Set(
    parts.flatMap(({ effect, state, ts }) => (effect === "delete" && state === "posted" ? [ts] : [])),
  );
  const posted = parts.filter(({ effect, state, ts }) => effect === "post" && state === "posted" && !gone.has(ts));
  return posted.map(({ permalink }, index) => ({
    part: index + 1,
    permalink: webAddress(permalink ?? ""),
    label: index === 0 ? "Open in Slack" : `Part ${index + 1}, in the thread`,
  }));
}
