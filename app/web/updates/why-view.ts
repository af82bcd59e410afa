import type { Fate } from "../../../webhooks/contract/evidence.ts";
import type { Behind, Why } from "../../updates/why.ts";
import { webAddress } from "../../web-address.ts";
import { DISPOSITIONS, ITEM_KINDS, OMIT_REASONS } from "../../words.ts";
import { callNames } from "../runs/call-words.ts";
import { visible } from "../page/visible.ts";
import { markOf } from "./replaced-view.ts";

/** What stands behind one sentence, in words. */
export type WhyView = {
  id: string;
  title: string;
  sentence: string;
  /** Whose words they are. */
  author: string;
  /** What the agent had written instead; "" when it is the same. */
  before: string;
  /** Why there is no pull request behind it; "" when there is one. */
  nothing: string;
  pulls: PullView[];
  lost: PullView[];
  findings: { message: string; fix: string; severity: "fault" | "flag" }[];
  /** What the rules wrote in place of the model, and why. */
  replaced: { did: string; because: string }[];
  note: string;
  previous: string;
  next: string;
  /** "" when there is none. */
  run: string;
};

export type PullView = {
  ref: string;
  label: string;
  title: string;
  url: string;
  where: string;
  disposition: string;
  reason: string;
  /** Who made it, and with whom. */
  people: string;
  merged_at: string | null;
  labels: string[];
  /** Its first lines, and the rest of what was kept. */
  body: { first: string; rest: string };
  facts: string[];
  reads: { title: string; own: string; address: string }[];
  /** The page of its whole way to Slack. */
  way: string;
};

export function whyView(reason: Why): WhyView {
  const { update, sentence, before, generation } = reason;
  const page = `/updates/${update.id}/why`;
  const at = (line: number | null) => (line === null ? "" : `${page}?line=${line}`);
  const run = generation?.run_id ? runAddress(reason) : "";
  const several = update.brief.sources.length > 1;
  const shown = (pull: Behind) => pullView(pull, several, reason);
  return {
    id: update.id,
    title: update.title,
    sentence: visible(sentence.text),
    author: reason.replaced.some(({ what }) => what === "sentence") ? "" : AUTHORS[reason.author],
    before: before ? visible(before.text) : "",
    nothing: nothingOf(reason),
    run,
    pulls: reason.cited.map(shown),
    lost: reason.lost.map(shown),
    findings: reason.findings,
    replaced: reason.replaced.map(markOf),
    note: reason.evidence_read
      ? ""
      : "The pipelines do not say right now what they had read; this is what the ledger knows.",
    previous: at(reason.previous),
    next: at(reason.next),
  };
}

const AUTHORS: Record<Why["author"], string> = {
  agent: "As the agent wrote it.",
  changed: "Changed by a person since the agent wrote it.",
  person: "Added by a person.",
  unknown: "",
};

function nothingOf({ cited, author, before, lost }: Why): string {
  if (cited.length > 0) return "";
  if (lost.length > 0) return "This sentence no longer cites a pull request. The agent’s did:";
  if (author === "agent" || before) {
    return "This sentence cites no pull request. It sums up the others; its counts come from what was read.";
  }
  return "This sentence cites no pull request, so nothing that was read stands behind it.";
}

/** The run's page, or one of its calls; it may be another update's, whose text this one began with. */
function runAddress({ update, generation }: Why, seq?: number): string {
  const page = `/updates/${update.copied_from ?? update.id}/run`;
  const call = seq === undefined ? "" : `/calls/${seq}`;
  return `${page}${call}${generation ? `?generation=${generation.generation}` : ""}`;
}

function pullView({ ref, pull, line, item, group, reads }: Behind, several: boolean, reason: Why): PullView {
  const url = pull?.url ?? line?.url ?? "";
  return {
    ref,
    label: several ? ref : ref.slice(ref.indexOf("#")),
    ...standing(line),
    title: visible(pull?.title ?? line?.title ?? "Not among what was read"),
    url: webAddress(url),
    people: peopleOf(pull) || (line?.author ?? ""),
    merged_at: pull?.merged_at ?? line?.merged_at ?? null,
    labels: (pull?.labels ?? []).map(visible),
    body: bodyOf(pull?.body ?? ""),
    facts: [
      item ? `Told as ${ITEM_KINDS[item.kind]}${item.area.trim() ? `, under ${visible(item.area)}` : ""}` : "",
      group ? `Named in a group: ${visible(group)}` : "",
      fateText(pull?.fate),
    ].filter(Boolean),
    way: `/updates/${reason.update.id}/lineage?pr=${encodeURIComponent(ref)}`,
    reads: reads.map((call) => ({ ...callNames(call), address: runAddress(reason, call.seq) })),
  };
}

const FATES: Record<Fate["is"], string> = {
  undone: "Taken out again by",
  cancelled: "No news with",
  rolls_back: "Takes out",
  brings_back: "Brings back",
  again: "Lands once more:",
  copy: "The same as",
};

function fateText(fate: Fate | undefined): string {
  if (!fate || fate.of.length === 0) return "";
  const others = fate.of.map(({ ref, title }) => ref ?? `“${visible(title)}”`);
  return `${FATES[fate.is]} ${others.join(", ")}`;
}

function standing(line: Behind["line"]): Pick<PullView, "where" | "disposition" | "reason"> {
  if (!line) return { where: "Not read for this update: look at it yourself", disposition: "", reason: "" };
  const { label } = DISPOSITIONS[line.disposition];
  return { where: label, disposition: line.disposition, reason: line.reason ? OMIT_REASONS[line.reason] : "" };
}

const KINDS = {
  human: "",
  coding_agent: " (coding agent)",
  dependency_bot: " (bot)",
  release_bot: " (bot)",
  bot: " (bot)",
};

function peopleOf(pull: Behind["pull"]): string {
  if (!pull) return "";
  const { author, co_authors } = pull;
  const others = co_authors.length > 0 ? `, with ${co_authors.map(visible).join(", ")}` : "";
  return `${visible(author.login)}${KINDS[author.kind]}${others}`;
}

const FIRST_LINES = 6;
const FIRST_CHARS = 500;

function bodyOf(body: string): PullView["body"] {
  const text = visible(body.replace(/\r\n?/g, "\n").trim());
  const lines = text.split("\n");
  const first = lines.slice(0, FIRST_LINES).join("\n").slice(0, FIRST_CHARS);
  return { first: first.trimEnd(), rest: text.slice(first.length).trim() };
}
