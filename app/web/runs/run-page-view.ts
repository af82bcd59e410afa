import type { CallAnswer, RunAnswer } from "../../../webhooks/contract/runs.ts";
import { isOtherModel } from "../../../webhooks/contract/served-model.ts";
import type { Absence, Recorded, RunDetail } from "../../updates/load-run.ts";
import { costText, RUN_STATES } from "./call-words.ts";
import { ended, stagesOf, timesOf, type Stage } from "./run-stages-view.ts";
import { placeInRun, shortId } from "./run-view.ts";
import { MODELS, STATES } from "../../words.ts";
import { type TemplateLink, versionLink } from "../page/template-link.ts";
import { visible } from "../page/visible.ts";
import { wishesView } from "./wishes-view.ts";
import { degradedTitle } from "./writing-facts.ts";

/** How a text came about: every step and every call of one run. */
export type RunPageView = {
  id: string;
  title: string;
  /** The update's state, which says where its page leads. */
  state: { label: string; tone: string };
  /** Of this page, without "/timeline". */
  address: string;
  /** "" or "?generation=2". */
  query: string;
  live: boolean;
  /** The text of this run is waited for, so that it can be stopped. */
  stoppable: boolean;
  absence: Absent | null;
  run: RunHead | null;
  figures: Figure[];
  notices: Notice[];
  stages: Stage[];
  others: { label: string; address: string; at: Date; here: boolean }[];
  spoken: string;
};

type Absent = { title: string; text: string; link: { address: string; label: string } };
type Figure = { label: string; value: string; note: string };
type Notice = { tone: "wait" | "bad" | "quiet"; title: string; text: string; lines: string[] };

type RunHead = {
  short: string;
  template: TemplateLink | null;
  model: string;
  state: { label: string; tone: string };
  attempt: number;
  started_at: string | null;
  took_s: string;
  done: number;
  total: number;
  place: string;
};

export function runPageView(detail: RunDetail, now: Date): RunPageView {
  const { update, generation, generations, recorded, absence } = detail;
  const newest = generations[0]?.generation === generation?.generation;
  const query = generation && !newest ? `?generation=${generation.generation}` : "";
  const page = `/updates/${update.id}/run`;
  const live = recorded ? isLive(recorded.run) : absence === "waiting";
  const calls = { page, query: `?generation=${generation?.generation ?? 1}`, now };
  const stages = recorded ? stagesOf(recorded, calls) : [];
  return {
    id: update.id,
    title: update.title,
    state: STATES[update.state],
    address: page,
    query,
    live,
    stoppable: update.state === "generating" && newest,
    stages,
    absence: absence && absent(absence, detail),
    run: recorded && headOf(recorded, stages, now),
    figures: recorded ? figuresOf(recorded) : [],
    notices: recorded ? noticesOf(detail, recorded) : [],
    others:
      generations.length < 2
        ? []
        : generations.map((one, index) => ({
            label: `Run ${one.generation}`,
            at: one.created_at,
            here: one.generation === generation?.generation,
            address: index === 0 ? page : `${page}?generation=${one.generation}`,
          })),
    spoken: live ? (placeInRun(stages)?.spoken ?? "") : recorded ? `${RUN_STATES[recorded.run.state].label}.` : "",
  };
}

/** While it works, and until what it has to say has been handed over. */
const isLive = (run: RunAnswer): boolean => !ended(run) || run.report_back.state === "pending";

function headOf({ run }: Recorded, stages: readonly Stage[], now: Date): RunHead {
  const { took_ms } = timesOf(run, now);
  const model = MODELS.find(({ value }) => value === run.parameters.llm_model)?.chip ?? run.parameters.llm_model;
  return {
    short: shortId(run.id),
    template: versionLink(run.template),
    model,
    state: RUN_STATES[run.state],
    attempt: run.attempt,
    started_at: run.started_at,
    took_s: (took_ms / 1000).toFixed(1),
    done: stages.filter(({ state }) => state === "done").length,
    total: stages.length,
    place: ended(run) ? "" : (placeInRun(stages)?.text ?? ""),
  };
}

function figuresOf({ run, calls }: Recorded): Figure[] {
  const [models, tools] = [calls.filter(({ kind }) => kind === "model"), calls.filter(({ kind }) => kind === "tool")];
  const sum = (of: (call: CallAnswer) => number) => models.reduce((total, call) => total + of(call), 0);
  const count = (number: number) => number.toLocaleString("en");
  const denied = tools.filter(({ outcome }) => outcome === "denied").length;
  const about = { label: "Tool calls", value: count(tools.length), note: denied > 0 ? `${denied} denied` : "" };
  if (models.length === 0) {
    const byRules = run.parameters.llm_model === "rules";
    const cost = byRules || ended(run) ? "free" : "–";
    const none = { label: "Model calls", value: "0", note: byRules ? "the rules write" : "" };
    return [none, about, { label: "Cost", value: cost, note: "" }];
  }
  const cached = sum(({ cached_tokens }) => cached_tokens);
  const known = sum(({ cost_usd }) => cost_usd ?? 0);
  const unpriced = models.filter(({ cost_usd }) => cost_usd === null).length;
  const rounds = run.metrics?.repair_rounds;
  const retries = sum((call) => call.retries);
  return [
    {
      label: "Model calls",
      value: count(models.length),
      note: retries > 0 ? counted(retries, "retry", "retries") : "",
    },
    about,
    {
      label: "Tokens in",
      value: count(sum((call) => call.input_tokens)),
      note: cached ? `${count(cached)} cached` : "",
    },
    { label: "Tokens out", value: count(sum((call) => call.output_tokens)), note: "" },
    {
      label: "Cost",
      value: unpriced > 0 ? "not known" : costText(known),
      note:
        unpriced > 0 && known > 0 ? `${costText(known)} and ${counted(unpriced, "call", "calls")} without a price` : "",
    },
    { label: "Repair rounds", value: rounds === undefined ? "–" : count(rounds), note: "" },
  ];
}

const counted = (number: number, one: string, several: string): string => `${number} ${number === 1 ? one : several}`;

function noticesOf({ generation, degraded }: RunDetail, { run, calls }: Recorded): Notice[] {
  const older = calls.filter(({ attempt }) => attempt < run.attempt).length;
  const wrapUps = generation?.wrap_ups ?? [];
  const wishes = wishesView(generation);
  const handed = `${older} ${older === 1 ? "call is" : "calls are"} taken from the recording instead of being made again.`;
  return [
    ...(run.problem ? [notice("bad", run.problem.message, run.problem.remedy)] : []),
    ...(degraded ? [notice("wait", degradedTitle(degraded), degraded.reason, degraded.tried)] : []),
    ...(wrapUps.length > 0
      ? [
          notice(
            "quiet",
            "Ended early",
            "A writer had looked up as much as it may, and wrote from what it had.",
            wrapUps,
          ),
        ]
      : []),
    ...(wishes ? [notice("wait", "Wishes not followed", wishes.intro, wishes.told)] : []),
    ...otherModels(calls),
    ...(run.attempt > 1 ? [notice("quiet", `Interrupted, and taken over: attempt ${run.attempt}`, handed)] : []),
  ];
}

/** What a server says of itself is shown, never believed: prices and what is remembered go by the name that was asked for. */
function otherModels(calls: readonly CallAnswer[]): Notice[] {
  const answered = calls.filter(({ kind, outcome }) => kind === "model" && outcome !== "failed");
  const others = answered.flatMap(({ name, served_by }) =>
    served_by && isOtherModel(name, served_by) ? [`${visible(served_by)}, asked for ${visible(name)}`] : [],
  );
  if (others.length === 0) return [];
  const text = "The server says that it used another model than was asked for.";
  return [notice("quiet", "Another model answered", text, [...new Set(others)])];
}

function notice(tone: Notice["tone"], title: string, text: string, lines: string[] = []): Notice {
  return { tone, title: title.replace(/\.$/, ""), text, lines };
}

function absent(absence: Absence, { update }: RunDetail): Absent {
  const toUpdate = { address: `/updates/${update.id}`, label: "Open the update" };
  switch (absence) {
    case "copied":
      return {
        title: "Written for another channel",
        text: "This text began as a copy of another update’s.",
        link: { address: `/updates/${update.copied_from}/run`, label: "See how that one was written" },
      };
    case "waiting":
      return {
        title: "Waiting for its turn",
        text: "The run has not begun. This page looks again by itself.",
        link: toUpdate,
      };
    case "never_ran":
      return {
        title: "No run",
        text: "This time the pipelines were never reached, so nothing was recorded.",
        link: toUpdate,
      };
    case "gone":
      return {
        title: "The recording is gone",
        text: "The pipelines do not have this run any more. The text and its history stay with the update.",
        link: toUpdate,
      };
    case "no_answer":
      return {
        title: "The pipelines do not answer",
        text: "The recording is with them. Your text is safe here; look again in a moment.",
        link: toUpdate,
      };
  }
}
