import type { RecordedRun } from "../../../db/app/recorded-runs.ts";
import type { DifferenceSide, LedgerMove, RunDifference } from "../../../webhooks/contract/difference.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import { citation } from "../../../webhooks/contract/report-text.ts";
import type { Estimate } from "../../../webhooks/contract/runs.ts";
import { priceText, rangeText } from "../../money.ts";
import type { TrialDetail } from "../../templates/load-trial.ts";
import { webAddress } from "../../web-address.ts";
import { DISPOSITIONS } from "../../words.ts";
import { visible } from "../page/visible.ts";
import { RUN_STATES } from "../runs/call-words.ts";
import { inHand, type InHand } from "../runs/run-view.ts";
import { diffOfItems, type DiffSection } from "../updates/diff-view.ts";
import { templateTitle } from "./list-view.ts";

/** What a draft or a version would be tried on, and what that costs. */
export type TrialChoiceView = {
  name: string;
  title: string;
  /** Null: the draft. */
  version: number | null;
  /** The draft's number; 0: a version is tried. */
  number: number;
  key: string;
  runs: { value: string; label: string; chosen: boolean }[];
  chosen: string;
  /** "About $0.02, at most $0.11"; "" where it cannot be begun. */
  price: string;
  problem: { message: string; remedy: string } | null;
};

const MOST_TITLE = 50;

export function runLabel({ title, profile, version }: RecordedRun): string {
  const about = visible(title.length > MOST_TITLE ? `${title.slice(0, MOST_TITLE).toWellFormed()}…` : title);
  return `${about}${profile ? ` · ${visible(profile)}` : ""} (version ${version})`;
}

export function trialPrice(estimate: Estimate | null): string {
  if (!estimate) return "Free: no model is asked.";
  const calls = `${estimate.model_calls.likely.toLocaleString("en")} calls to a model`;
  if (!estimate.cost_usd) return `${calls}; what they cost is not known.`;
  const { main, rest } = rangeText(estimate.cost_usd.likely, estimate.cost_usd.most);
  return `${main}${rest}, for ${calls}.`;
}

/** A trial on its way, and what came of it beside what there was. */
export type TrialView = {
  id: string;
  name: string;
  title: string;
  /** "The draft", "Version 7" */
  tried: string;
  source: { label: string; address: string };
  by: string;
  may: boolean;
  live: boolean;
  state: { label: string; tone: string };
  in_hand: InHand[];
  seconds: string;
  problem: { message: string; remedy: string } | null;
  result: TrialResult | null;
};

type TrialResult = {
  sum: string;
  sides: [before: string, after: string];
  figures: { label: string; before: string; after: string }[];
  sections: DiffSection[];
  moves: { pr: string; title: string; url: string; from: string; to: string; because: string }[];
  findings: { message: string; fix: string }[];
};

export function trialView({ run, source, difference }: TrialDetail, name: string, may: boolean, now: Date): TrialView {
  const { trial, state, problem } = run;
  const tried = trial?.change.version === undefined ? "The draft" : `Version ${trial.change.version}`;
  const begun = Date.parse(run.started_at ?? run.created_at);
  const ended = run.finished_at === null ? now.getTime() : Date.parse(run.finished_at);
  return {
    id: run.id,
    name,
    title: templateTitle(name),
    tried,
    source: { label: runLabel(source), address: `/updates/${source.update_id}` },
    by: visible(trial?.by ?? ""),
    may,
    live: state === "queued" || state === "running",
    state: RUN_STATES[state],
    in_hand: inHand(run),
    seconds: (Math.max(0, ended - begun) / 1_000).toFixed(1),
    problem: problem && { message: visible(problem.message), remedy: visible(problem.remedy) },
    result:
      difference && resultOf(difference, run.parameters.sources, [`version ${source.version}`, tried.toLowerCase()]),
  };
}

function resultOf(found: RunDifference, sources: readonly Source[], sides: TrialResult["sides"]): TrialResult {
  const { before, after, items, moves, findings, same } = found;
  const told = (items ?? []).map((item) => ({
    fate: item.fate,
    before: wordsIn(item.before),
    after: wordsIn(item.after),
  }));
  const { sum, sections } = diffOfItems(told, sources);
  return {
    sum: same === true ? "Both are the very same." : items === null ? "One of them has no text." : sum,
    sides,
    figures: FIGURES.map(([label, of]) => ({ label, before: of(before), after: of(after) })),
    sections: sections.map((one) => ({ ...one, title: visible(one.title) })),
    moves: (moves ?? []).map((move) => shownMove(move, sources)),
    findings: (findings?.after ?? []).map(({ message, fix }) => ({ message: visible(message), fix: visible(fix) })),
  };
}

type Item = { text: string; prs: string[]; section: string };
const wordsIn = (item: Item | null) => item && { words: visible(item.text), prs: item.prs, section: item.section };

const UNKNOWN = "not known";
const counted = (value: number | null): string => value?.toLocaleString("en") ?? UNKNOWN;

/** Of the same work: what each took, answers from the recording included. */
const FIGURES: [label: string, of: (side: DifferenceSide) => string][] = [
  ["Written by", ({ template, llm_model, trial }) => `${writerOf(template, trial)}, ${visible(llm_model)}`],
  ["Pull requests", ({ pull_requests }) => counted(pull_requests)],
  [
    "Length",
    ({ report_length_chars }) =>
      report_length_chars === null ? UNKNOWN : `${counted(report_length_chars)} characters`,
  ],
  ["Calls to a model", ({ workload }) => counted(workload.model_calls)],
  ["Tokens", ({ workload }) => counted(workload.input_tokens + workload.output_tokens)],
  ["Cost", ({ workload }) => (workload.cost_usd === null ? UNKNOWN : priceText(workload.cost_usd))],
  ["Time", ({ duration_ms }) => (duration_ms === null ? UNKNOWN : `${(duration_ms / 1_000).toFixed(1)} s`)],
];

const writerOf = ({ name, version }: DifferenceSide["template"], trial: DifferenceSide["trial"]): string =>
  trial?.change.draft === undefined ? `${name}@${version}` : `${name}, the draft`;

function shownMove({ pr, title, url, from, to, because }: LedgerMove, sources: readonly Source[]) {
  return {
    pr: citation(pr, sources),
    title: visible(title),
    url: webAddress(url),
    from: placeText(from),
    to: placeText(to),
    because: visible(because ?? ""),
  };
}

function placeText(place: LedgerMove["from"]): string {
  if (!place) return "not read";
  const word = DISPOSITIONS[place.disposition].short.toLowerCase();
  return place.section ? `${word} in ${visible(place.section)}` : word;
}
