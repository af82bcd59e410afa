import { readItems } from "../../../webhooks/contract/report-text.ts";
import type { LineageFound, MessageLineage } from "../../../webhooks/contract/message-lineage.ts";
import type { Update } from "../../../db/app/tables.ts";
import { STATES } from "../../words.ts";
import { visible } from "../page/visible.ts";
import { lineageSteps, type LineageStep } from "./lineage-steps.ts";

/** Where somebody begins: a link, and what was found by it. */
export type LineageSearchView = {
  from: string;
  problem: { message: string; remedy: string } | null;
  found: { title: string; address: string; state: string; tone: string; channel: string; at: string | null }[];
  more: boolean;
};

/** The way of one pull request of an update. */
export type LineagePageView = {
  id: string;
  title: string;
  /** Its sentence, as the text says it; "" where it says nothing of it. */
  sentence: string;
  pr: string;
  steps: LineageStep[];
  /** From Slack to the pull request. */
  back: boolean;
  addresses: { on: string; back: string };
  /** Every sentence of the text, and the pull requests that it says nothing of. */
  sentences: { text: string; address: string; current: boolean }[];
  /** Nothing of the way is missing. */
  whole: boolean;
  note: string;
  others: { title: string; address: string; channel: string }[];
  statement: string;
};

export function searchView(
  from: string,
  told: LineageFound | null,
  problem: LineageSearchView["problem"],
): LineageSearchView {
  return {
    from,
    problem,
    more: told?.more ?? false,
    found: (told?.found ?? []).map((one) => {
      const { title, state, channel, id } = one.update;
      const { label, tone } = STATES[state as Update["state"]];
      const pr = one.run?.threads[0]?.pr;
      const query = told?.from.kind === "pull_request" && pr ? `?pr=${encodeURIComponent(pr)}` : "";
      const at = one.messages.at(-1)?.at ?? one.edits.at(-1)?.at ?? null;
      return {
        title: visible(title),
        address: `/updates/${id}/lineage${query}`,
        state: label,
        tone,
        channel: channel.name,
        at,
      };
    }),
  };
}

type Around = { update: Update; text: string; pr: string; back: boolean; others: readonly MessageLineage["update"][] };

export function lineagePageView(told: MessageLineage, { update, text, pr, back, others }: Around): LineagePageView {
  const page = `/updates/${update.id}/lineage`;
  const at = (ref: string, way = "") => `${page}?pr=${encodeURIComponent(ref)}${way}`;
  const items = readItems(text, update.brief.sources).filter(({ prs }) => prs.length > 0);
  const steps = lineageSteps(told, pr);
  const isPosted = told.messages.length > 0;
  return {
    id: update.id,
    title: visible(update.title),
    sentence: visible(items.find(({ prs }) => prs.includes(pr))?.text ?? ""),
    pr,
    steps: back ? steps.toReversed() : steps,
    back,
    addresses: { on: at(pr), back: at(pr, "&way=back") },
    sentences: items.map((item) => {
      const [first = ""] = item.prs;
      return { text: visible(item.text), address: at(first), current: item.prs.includes(pr) };
    }),
    whole: isPosted && told.run !== null && told.decision !== null,
    note:
      told.run === null
        ? "The pipelines do not say right now what it was written from; the rest stands."
        : isPosted
          ? ""
          : "It is not in Slack yet, so its way ends here.",
    others: others.map(({ id, title, channel }) => {
      return {
        title: visible(title),
        address: `/updates/${id}/lineage?pr=${encodeURIComponent(pr)}`,
        channel: channel.name,
      };
    }),
    statement: told.run?.report ? `${page}/statement` : "",
  };
}
