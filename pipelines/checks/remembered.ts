import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import type { CheckFacts } from "./facts.ts";
import type { Passage } from "./passages.ts";

type Check = (passages: readonly Passage[], facts: CheckFacts) => Finding[];
type Kept = Pick<CheckFacts, "read" | "prompts"> & { findings: Map<string, Finding[]> };

/** A long text many times over. */
const MOST_KEPT = 20_000;
const kept = new WeakMap<readonly PullRequest[], Kept>();

/**
 * The same checks, each passage judged once: while somebody types, all lines but one are what they were. Only for checks that look at one
 * passage at a time.
 *
 * @param name Of these checks among others.
 */
export function rememberedBy(name: string, checks: readonly Check[]): Check {
  return (passages, facts) => {
    const findings = findingsKept(facts);
    const whose = asKey(name, facts);
    return passages.flatMap((passage) => {
      const key = `${whose}\n${passage.part} ${passage.isTitle} ${passage.prs.join(" ")}\n${passage.credit}\n${passage.text}\n${passage.raw}`;
      const known = findings.get(key) ?? checks.flatMap((check) => check([passage], facts));
      findings.set(key, known);
      return known.map((finding) => ({ ...finding, line: passage.line }));
    });
  };
}

function findingsKept({ evidence, read, prompts }: CheckFacts): Kept["findings"] {
  const known = kept.get(evidence);
  if (known && known.read === read && known.prompts === prompts && known.findings.size < MOST_KEPT)
    return known.findings;
  const findings: Kept["findings"] = new Map();
  kept.set(evidence, { read, prompts, findings });
  return findings;
}

const asKey = (name: string, { by, nonce, wishes, window, sources }: CheckFacts): string =>
  [name, by, nonce, wishes, window?.since, window?.until, ...sources.map(({ repo }) => repo)].join("\n");
