import type { Finding } from "../../webhooks/contract/finding.ts";
import { countLedger } from "../../webhooks/contract/report.ts";
import { ALSO_MERGED, type TextBlock } from "../../webhooks/contract/report-text.ts";
import { peopleOf } from "../report/plan/people.ts";
import { HIGHLIGHTS } from "../report/render.ts";
import { introOf } from "./claim-recall.ts";
import { type CheckFacts, ignoredOf } from "./facts.ts";
import { found, severityFor } from "./finding.ts";
import { codeOf } from "./markdown-lines.ts";

const NUMERAL = /(?<![\w.])\d[\d.,]*(?<=\d)/g;
const NAME = /(?<![\w@])@[A-Za-z0-9][\w-]*/g;

/** H3, second half: the intro says nothing of its own, only what the items say or what can be counted. */
export function checkIntroClaims(markdown: string, blocks: readonly TextBlock[], facts: CheckFacts): Finding[] {
  const intro = introOf(blocks);
  const [first] = intro;
  if (!first) return [];
  const after = blocks.slice(blocks.indexOf(intro.at(-1) ?? first) + 1);
  const told = after.map(({ text }) => text).join("\n");
  const knownNumbers = new Set([...numeralsOf(told), ...numeralsOf(blocks[0]?.text ?? ""), ...counts(after, facts)]);
  const knownCode = new Set(codeOf(markdown, after[0]?.line ?? Infinity));
  const codeOfIntro = codeOf(markdown, first.line, after[0]?.line);
  const text = intro.map((block) => block.text).join("\n");
  const strays = [
    ...numeralsOf(text).filter((number) => !knownNumbers.has(number)),
    ...[...text.matchAll(NAME)].map(([name]) => name).filter((name) => !told.includes(name)),
    ...codeOfIntro.filter((code) => !knownCode.has(code)).map((code) => `\`${code}\``),
  ];
  return [...new Set(strays)].map((stray) =>
    found({
      check: "H3",
      severity: severityFor(facts),
      message: `The opening says ${stray}, which no item says.`,
      fix: `Take ${stray} out of the opening, or say it in an item that cites.`,
      about: `intro ${stray}`,
      line: first.line,
    }),
  );
}

function numeralsOf(text: string): string[] {
  return [...text.matchAll(NUMERAL)].map(([number]) => number);
}

/** Everything that code can count about the window and the text. */
function counts(blocks: readonly TextBlock[], facts: CheckFacts): string[] {
  const ignored = ignoredOf(facts);
  const pulls = facts.evidence.filter(({ ref }) => !ignored.has(ref));
  const items = blocks.filter(
    ({ kind, section, prs }) => kind === "list_item" && section !== ALSO_MERGED && prs.length > 0,
  );
  const numbers = [
    pulls.length,
    peopleOf(pulls).length,
    facts.sources.length,
    items.length,
    ...countsByKind(items),
    ...Object.values(countLedger(facts.ledger)),
  ];
  return numbers.map(String);
}

/** An item among the highlights still counts as what it is, so a section may count that many more. */
function countsByKind(items: readonly TextBlock[]): number[] {
  const bySection = Map.groupBy(items, ({ section }) => section);
  const highlights = bySection.get(HIGHLIGHTS)?.length ?? 0;
  return [0, ...[...bySection.values()].map((section) => section.length)].flatMap((count) =>
    Array.from({ length: highlights + 1 }, (_, more) => count + more),
  );
}
