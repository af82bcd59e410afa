import type { RunComparison, RunRow } from "../../../webhooks/contract/run-history.ts";
import { bold, dim, green, onOneLine, red } from "../../say.ts";
import { textDifference } from "../../text-difference.ts";
import type { Command } from "../command.ts";

/** Of each list; `--json` has all. */
const MOST_LINES = 20;

export const runsCompare: Command = {
  name: "runs compare",
  words: ["ID", "OTHER"],
  about:
    "Two runs beside each other: what they were asked for, what only one of them had read, what they told otherwise",
  more: "The id of an update means its newest run. Ends with 0 where nothing differs but time, and with 1 where something does.",
  async work(pulse, [one = "", other = ""]) {
    const compared = await pulse.compareRuns(one, other);
    const same = isSame(compared);
    return {
      lines: [
        bold(`${nameOf(compared.one)} → ${nameOf(compared.other)}`),
        ...compared.differences.map(({ what, one: was, other: is }) => {
          return `  ${onOneLine(what)}: ${onOneLine(was)} → ${onOneLine(is)}`;
        }),
        ...evidenceLines(compared.evidence),
        ...itemLines(compared.items),
        ...(same ? ["Nothing differs."] : []),
      ],
      json: { same, ...compared },
      exit: same ? 0 : 1,
    };
  },
};

const nameOf = ({ id, update_id, created_at }: RunRow): string => `${id ?? update_id} of ${created_at.slice(0, 10)}`;

function isSame({ differences, evidence, items }: RunComparison): boolean {
  const facts = differences.filter(({ what }) => what !== "time").length;
  const pulls = (evidence?.only_one.length ?? 0) + (evidence?.only_other.length ?? 0);
  const told = (items?.reworded.length ?? 0) + (items?.only_one.length ?? 0) + (items?.only_other.length ?? 0);
  return facts + pulls + told === 0;
}

function evidenceLines(evidence: RunComparison["evidence"]): string[] {
  if (!evidence) return [dim("What one of them had read is not there.")];
  const { both, only_one, only_other } = evidence;
  const lines = [
    ...only_one.map(({ pr, title }) => red(`  - ${onOneLine(pr)} ${onOneLine(title)}`)),
    ...only_other.map(({ pr, title }) => green(`  + ${onOneLine(pr)} ${onOneLine(title)}`)),
  ];
  if (lines.length === 0) return [`${bold("Evidence")}: the same ${both} pull requests.`];
  return [`${bold("Evidence")}: ${both} pull requests in both.`, ...cut(lines)];
}

function itemLines(items: RunComparison["items"]): string[] {
  if (!items) return [];
  const lines = [
    ...items.reworded.flatMap(({ prs, one, other }) => [
      `  ${onOneLine(prs.join(", "))}`,
      ...textDifference(one, other).map((line) => `    ${line}`),
    ]),
    ...items.only_one.map(({ prs, text }) => red(`  - ${onOneLine(`${text} (${prs.join(", ")})`)}`)),
    ...items.only_other.map(({ prs, text }) => green(`  + ${onOneLine(`${text} (${prs.join(", ")})`)}`)),
  ];
  if (lines.length === 0) return [`${bold("Text")}: the same ${items.same} items.`];
  return [`${bold("Text")}: ${items.same} items are the same.`, ...cut(lines)];
}

function cut(lines: readonly string[]): string[] {
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), dim(`  and ${more} more lines (--json has all)`)] : [...lines];
}
