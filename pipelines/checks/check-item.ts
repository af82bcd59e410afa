import type { Finding } from "../../webhooks/contract/finding.ts";
import { readBlocks } from "../../webhooks/contract/report-text.ts";
import type { Item, Report } from "../../webhooks/contract/report.ts";
import { itemLines } from "../text/lines.ts";
import { withoutSecrets } from "../text/secrets.ts";
import { checkLines, checkPassages } from "./check-passages.ts";
import type { CheckFacts } from "./facts.ts";
import { eachFindingOnce } from "./finding.ts";
import { checkLinks } from "./links.ts";
import { everyLine, type Passage, passagesOfReport, passagesOfText } from "./passages.ts";

/**
 * Judges the words of one item by its own pull requests: as they were written, and as the line that they become. What a whole text owes
 * to its evidence is not asked of it.
 */
export function checkItem(text: string, prs: string[], facts: CheckFacts): Finding[] {
  const told = itemOf(withoutSecrets(text), prs);
  const markdown = lineOf(told, facts);
  const passages = passagesOfText(markdown, readBlocks(markdown, facts.sources), facts);
  const found = eachFindingOnce([
    ...checkPassages(itemPassages(told, facts), facts),
    ...checkPassages(passages, facts),
    ...checkLinks(markdown, facts),
    ...checkLines(itemPassages(itemOf(text, prs), facts), facts),
    ...checkLines(everyLine(markdown, passages), facts),
  ]);
  return found.map((finding) => ({ ...finding, line: null }));
}

const itemOf = (text: string, prs: string[]): Item => ({ kind: "improvement", area: "", text, prs, highlight: false });

const AROUND: Omit<Report, "items"> = { schema_version: "1", headline: "", intro: null, grouped: [], omitted: [] };

function itemPassages(item: Item, facts: CheckFacts): Passage[] {
  return passagesOfReport({ ...AROUND, items: [item] }, facts).filter(({ part }) => part === "item");
}

function lineOf(item: Item, { evidence, sources }: CheckFacts): string {
  const byRef = new Map(evidence.map((pr) => [pr.ref, pr]));
  return `${itemLines(item, { byRef, evidence, sources, short: false, drawn: new Map() }).join("\n")}\n`;
}
