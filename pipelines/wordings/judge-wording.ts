import type { Run } from "../../db/pipelines/tables.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import type { WordingRequest } from "../../webhooks/contract/wordings.ts";
import { checkItem } from "../checks/check-item.ts";
import { wishesOf } from "../checks/facts.ts";
import { instructionsOf } from "../report/agent/prompt.ts";
import { becauseOf } from "../report/agent/replace.ts";
import type { BegunWording } from "./begin-wording.ts";

/** What is wrong with an answer. */
export type JudgedWording = {
  findings: Finding[];
  /** For its writer to mend, a line each; none: it can be given. */
  faults: string[];
  /** For people, why it is not given. */
  because: string;
};

/** The same checks as of every text that a model wrote; and no words that were there before. */
export function judgeWording(
  text: string,
  { prs, text: now, tried, wish }: WordingRequest,
  { known, brief }: Pick<BegunWording, "known" | "brief">,
  { timeframe }: Pick<Run, "timeframe">,
): JudgedWording {
  if (text === "") return { findings: [], faults: ["There is no sentence in it."], because: NOTHING };
  const said = wordsIn(text);
  if ([now, ...tried].some((one) => wordsIn(one) === said)) return { findings: [], faults: [SAME], because: NO_OTHERS };
  const { parameters, sources, nonce } = brief;
  const findings = checkItem(text, prs, {
    evidence: known.evidence,
    sources,
    ledger: known.ledger,
    by: "agent",
    read: known.read,
    prompts: instructionsOf(brief),
    nonce,
    wishes: [wishesOf(parameters), wish].filter(Boolean).join("\n"),
    ...(timeframe && { window: timeframe }),
  });
  const faults = findings.filter(({ severity }) => severity === "fault");
  const [first] = faults;
  return {
    findings,
    faults: faults.map(({ message, fix }) => `${message} ${fix}`),
    because: first ? becauseOf({ finding: first, prs, isOpening: false }) : "",
  };
}

const NOTHING = "The model’s answer had no sentence in it.";
const SAME = "These very words were there before. Say the same in others.";
const NO_OTHERS = "The model had no other words than those that were there before.";

/** Without case, signs and blanks. */
const wordsIn = (text: string): string =>
  (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(" ");
