import type { DateRange, Parameters, Source } from "../../../webhooks/contract/parameters.ts";
import type { Item } from "../../../webhooks/contract/report.ts";
import { skillJobs, type SkillJob } from "../../../webhooks/contract/skills.ts";
import { windowText } from "../../../webhooks/contract/window-text.ts";
import type { ChatMessage } from "../../models/chat.ts";
import { guessTokens } from "../../models/tokens.ts";
import type { PlannedPull } from "../../text/plan/plan.ts";
import {
  promptOf,
  readAnalysisType,
  skillsFor,
  type AnalysisPrompts,
  type Instructions,
} from "../../templates/prompts.ts";
import { besideLines, dataLine, evidenceLine } from "./evidence-line.ts";
import type { Draft } from "./draft.ts";
import { type AnswerForm, isForEach } from "./form.ts";
import { marksOf } from "./read-answer.ts";
import type { Share } from "./share.ts";

/** What every conversation of a run is made from. */
export type WritersBrief = Instructions & {
  parameters: Parameters;
  window: DateRange;
  sources: Source[];
  /** This run's mark: 16 hex characters that nobody knew when the evidence was written. */
  nonce: string;
};

export function briefOf(
  { parameters, window, nonce }: Pick<WritersBrief, "parameters" | "window" | "nonce">,
  { prompts, skills }: Instructions,
): WritersBrief {
  return { parameters, window, sources: parameters.sources, prompts, skills, nonce };
}

const MOST_WORDS = 25;

type SharePulls = Record<"own" | "also", readonly PlannedPull[]>;

export function shareMessages(share: Share, { own, also }: SharePulls, brief: WritersBrief, reads: boolean) {
  const { sections } = readAnalysisType(brief.prompts, brief.parameters.analysis_type);
  const task = {
    ...taskOf("share", brief),
    kinds: sections.map(([kind]) => kind),
    most_items: share.most_items,
    most_words: MOST_WORDS,
  };
  const evidence = own.map((pull) => evidenceLine(pull, brief.sources, share.detail));
  const besides = also.length > 0 ? [tagged("also", besideLines(also, brief.sources), brief)] : [];
  const told = [
    tagged("task", [dataLine(task)], brief),
    tagged("evidence", evidence, brief),
    ...besides,
    ...asked(brief),
  ];
  return [system(brief, "writing", reads ? ["reading"] : []), { role: "user" as const, content: told.join("\n") }];
}

type LeadCounts = { pull_requests: number; people: number; items: number };

/** @param tokens What there is room for of the items; those that matter most are told. */
export function leadMessages(
  items: readonly Item[],
  counts: LeadCounts,
  brief: WritersBrief,
  tokens = Infinity,
): ChatMessage[] {
  const task = dataLine({ ...taskOf("lead", brief), counts });
  const told = [tagged("task", [task], brief), tagged("items", itemLines(items, tokens), brief), ...asked(brief)];
  return [system(brief, "opening"), { role: "user", content: told.join("\n") }];
}

/** What comes first where not all can be told. */
const URGENT: readonly Item["kind"][] = ["breaking", "security"];

function itemLines(items: readonly Item[], tokens: number): string[] {
  const rank = ({ kind, highlight }: Item) => (URGENT.includes(kind) ? 0 : highlight ? 1 : 2);
  const numbered = items.map((item, index) => ({ item, number: index + 1 }));
  let left = tokens;
  const shown = numbered
    .toSorted((one, other) => rank(one.item) - rank(other.item))
    .map(({ item: { kind, area, text }, number }) => ({ number, line: dataLine({ item: number, kind, area, text }) }))
    .filter(({ line }) => (left -= guessTokens(line) + 1) >= 0);
  return shown.toSorted((one, other) => one.number - other.number).map(({ line }) => line);
}

/** One item that shall be said in other words, and all that people want of them. */
type ItemToReword = { text: string; tried: readonly string[]; wish: string };

/** @param evidence Of its pull requests, a line of data each. */
export function wordingMessages(
  { text, tried, wish }: ItemToReword,
  evidence: readonly string[],
  brief: WritersBrief,
): ChatMessage[] {
  const task = dataLine({ ...taskOf("wording", brief), most_words: MOST_WORDS });
  const items = [dataLine({ now: true, text }), ...tried.map((said) => dataLine({ now: false, text: said }))];
  const told = [
    tagged("task", [task], brief),
    tagged("evidence", evidence, brief),
    tagged("items", items, brief),
    ...asked(brief, wish),
  ];
  return [system(brief, "wording"), { role: "user", content: told.join("\n") }];
}

/** Whether whoever writes the opening says which wishes were not followed: earlier versions do not ask. */
export function isWished({ parameters, prompts }: Pick<WritersBrief, "parameters" | "prompts">): boolean {
  return parameters.custom_prompt.trim() !== "" && prompts["wishes"] !== undefined;
}

/** The question for the answer itself, in the form that this server understands. */
export function writeMessage(
  { job, rung, bounded }: Pick<Draft, "job" | "rung" | "bounded">,
  form: Pick<AnswerForm, "plain" | "each">,
  brief: WritersBrief,
): ChatMessage {
  const { plain } = form;
  const name = isForEach({ rung, bounded }, form) ? "each" : "writing";
  const prompt = promptOf(brief.prompts, job === "share" ? name : job);
  const wishes = job === "lead" && isWished(brief) ? `\n${promptOf(brief.prompts, "wishes")}` : "";
  const shape = rung === "json_schema" ? "" : `\nThe object has this JSON Schema:\n${JSON.stringify(plain)}`;
  const [begin, end] = marksOf(brief.nonce);
  const marks =
    rung === "text" ? `\nPut the object between a line ${begin} and a line ${end}, once, with nothing after it.` : "";
  return { role: "user", content: `${prompt}${wishes}${shape}${marks}` };
}

/** Asked again after an answer of no use: why, and the whole of the form once more. */
export function nudgeMessage(
  why: string,
  { job, rung, bounded }: Pick<Draft, "job" | "rung" | "bounded">,
  form: AnswerForm,
  brief: WritersBrief,
) {
  const named = rung === "json_schema" && !isForEach({ rung, bounded }, form) ? "json_object" : rung;
  const question = writeMessage({ job, rung: named, bounded }, form, brief).content;
  return { role: "user" as const, content: `${why}\n\n${question}` };
}

/**
 * @param faults One line each; they may quote what was written, so they are data like everything else.
 * @param evidence What may help to mend them, between marks; "" for none.
 */
export function repairMessage(faults: readonly string[], evidence = ""): ChatMessage {
  const lines = faults.map((fault) => `- ${fault.replace(/\s+/g, " ").replaceAll("<", "‹")}`);
  return {
    role: "user",
    content: [
      "Your answer has faults:",
      ...lines,
      ...(evidence ? ["This is what their pull requests say, as data:", evidence] : []),
      "Mend exactly these, change nothing else, and answer with the whole JSON object again.",
    ].join("\n"),
  };
}

/** The instructions a model is given: no text of its own may repeat them. */
export function instructionsOf({
  prompts,
  skills,
  parameters,
}: Instructions & Pick<WritersBrief, "parameters">): string[] {
  const names = ["voice", "reading", "writing", "lead", `tones/${parameters.tone}`];
  // Earlier versions have none of these.
  names.push(...["each", "wording", "wishes"].filter((name) => prompts[name] !== undefined));
  const told = skillJobs.flatMap((job) => skillsFor(skills, job));
  const { prompt } = readAnalysisType(prompts, parameters.analysis_type);
  return [...names.map((name) => promptOf(prompts, name)), prompt, ...new Set(told)];
}

function system(
  { prompts, skills, parameters }: WritersBrief,
  job: SkillJob,
  more: readonly string[] = [],
): ChatMessage {
  const analysis: AnalysisPrompts = readAnalysisType(prompts, parameters.analysis_type);
  const parts = [promptOf(prompts, "voice"), analysis.prompt, promptOf(prompts, `tones/${parameters.tone}`)];
  const read = more.map((name) => promptOf(prompts, name));
  return { role: "system", content: [...parts, ...skillsFor(skills, job), ...read].join("\n\n") };
}

function taskOf(job: Draft["job"], { parameters, window, sources }: WritersBrief) {
  const { analysis_type, tone } = parameters;
  return { job, analysis_type, tone, window: windowText(window), repositories: sources.map(({ repo }) => repo) };
}

/** What people asked for: below everything else, and data like the rest. @param wish More than the brief says. */
function asked(brief: WritersBrief, wish = ""): string[] {
  const { custom_prompt, feedback, context } = brief.parameters;
  const wishes = [custom_prompt, wish].filter(Boolean).map(dataLine);
  return [
    ...(wishes.length > 0 ? [tagged("wishes", wishes, brief)] : []),
    ...(feedback ? [tagged("feedback", [dataLine({ text: feedback.text, reasons: feedback.reasons })], brief)] : []),
    ...(context ? [tagged("context", [dataLine(context)], brief)] : []),
  ];
}

/** Data lines between tags that nobody could know who wrote them. */
export function tagged(name: string, lines: readonly string[], { nonce }: WritersBrief): string {
  return [`<${name}-${nonce}>`, ...lines, `</${name}-${nonce}>`].join("\n");
}
