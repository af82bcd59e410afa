import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { citation } from "../../../webhooks/contract/report-text.ts";
import { tokensOf } from "../../checks/tokens.ts";
import type { ChatMessage } from "../../models/chat.ts";
import { lineBeginning } from "../../text/clean-text.ts";
import type { PlannedPull } from "../../text/plan/plan.ts";
import type { ShareAnswer } from "./answer.ts";
import { dataLine } from "./evidence-line.ts";
import type { Fault } from "./faults.ts";
import { repairMessage, tagged, type WritersBrief } from "./prompt.ts";

const MOST_FAULTS = 24;
const MOST_PULLS = 12;
const MOST_SAYINGS = 3;
const MAX_LINE_CHARS = 200;
const MAX_QUOTE_CHARS = 80;

/** A writer's own faults, each with the words that it is about, and what the pull requests behind them say. */
export function mendMessage(
  faults: readonly Fault[],
  answer: ShareAnswer,
  pulls: readonly PlannedPull[],
  brief: WritersBrief,
): ChatMessage {
  const told = faults.slice(0, MOST_FAULTS).map((fault) => `${quoteOf(fault, answer)}${sayingOf(fault)}`);
  const more = faults.length > MOST_FAULTS ? [`${faults.length - MOST_FAULTS} more of their kind.`] : [];
  const named = new Set(faults.flatMap(({ prs }) => prs));
  const about = pulls.filter(({ pr }) => named.has(pr.ref)).slice(0, MOST_PULLS);
  const lines = about.map(({ pr }) => evidenceOf(pr, textAbout(pr.ref, answer), brief));
  return repairMessage([...told, ...more], lines.length > 0 ? tagged("says", lines, brief) : "");
}

const sayingOf = ({ finding }: Fault): string => `${finding.message} ${finding.fix}`;

function quoteOf({ prs }: Fault, answer: ShareAnswer): string {
  const text = prs.map((pr) => textAbout(pr, answer)).find((said) => said !== "");
  return text ? `“${lineBeginning(text, MAX_QUOTE_CHARS)}”: ` : "";
}

/** What the answer says where it names this one. */
function textAbout(pr: string, { items, grouped }: ShareAnswer): string {
  const item = items.find(({ prs }) => prs.includes(pr));
  return item?.text ?? grouped.find(({ prs }) => prs.includes(pr))?.label ?? "";
}

/** Its title, and of all that its author wrote the lines that are most about what was said of it. */
function evidenceOf(pull: PullRequest, said: string, { sources }: WritersBrief): string {
  const { entries = [], closes = [], body } = pull;
  const all = [...entries.map(({ text }) => text ?? ""), ...closes.map(({ title }) => title), ...body.split("\n")];
  const lines = [...new Set(all.map((line) => lineBeginning(line, MAX_LINE_CHARS)))].filter(Boolean);
  const words = tokensOf(said);
  const shared = (line: string) => [...tokensOf(line)].filter((word) => words.has(word)).length;
  const ranked = lines.map((line) => ({ line, shared: shared(line) })).toSorted((a, b) => b.shared - a.shared);
  const says = ranked.slice(0, MOST_SAYINGS).map(({ line }) => line);
  return dataLine({ pr: citation(pull.ref, sources), title: lineBeginning(pull.title, MAX_LINE_CHARS), says });
}
