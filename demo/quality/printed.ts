import type { Learning } from "./learned.ts";
import type { Measured } from "./measure.ts";
import type { Score } from "./score.ts";
import type { RecordedWindow } from "./windows.ts";

export const HEAD =
  "window                 precision  recall     F1   told + grouped of merged  announced   words (theirs)  faults  flags  seconds  tokens";

export const numbersOf = ({ precision, recall, f1 }: Score): string =>
  [precision.toFixed(3).padStart(10), recall.toFixed(3).padStart(8), f1.toFixed(3).padStart(7)].join("");

export function rowOf(one: Measured): string {
  const covered = `${one.told} + ${one.grouped} of ${one.merged}${one.complete ? "" : ", incomplete"}`;
  const words = `${one.words} (${one.human_words})`;
  const cells = [
    one.id.padEnd(22),
    numbersOf(one),
    covered.padStart(26),
    String(one.announced).padStart(11),
    words.padStart(17),
    String(one.faults).padStart(8),
    String(one.flags).padStart(7),
    one.seconds.toFixed(2).padStart(9),
    String(one.tokens).padStart(8),
  ];
  const lines = one.by_rules === 1 ? "1 line" : `${one.by_rules} lines`;
  const byRules = one.by_rules > 0 ? `the rules wrote ${lines} instead of the model` : "";
  const said = one.problem ?? (one.degraded ? `degraded: ${one.degraded}` : byRules);
  return said ? `${cells.join("")}\n  ${said}` : cells.join("");
}

/** What people wrote of a window, what GitHub generates, and Pulse's text, one below the other. */
export function textsOf({ repo, id, notes, automatic }: RecordedWindow, { markdown }: Measured): string {
  const parts = { "Its maintainers": notes, GitHub: automatic, Pulse: markdown };
  const shown = Object.entries(parts).map(([who, text]) => `----- ${who}\n\n${text.trim()}`);
  return [`===== ${repo}, ${id}`, ...shown].join("\n\n");
}

const MOST_NAMED = 12;

/** What a person would be asked, each with its reason, and how the other windows score where each is accepted. */
export function learnedText({ from, proposals, windows, ...scores }: Learning): string {
  const none = "Nothing is clear enough to be proposed.";
  const asked = proposals.map(({ text, because, moves, moved }) => {
    const named = moved.slice(0, MOST_NAMED).map(({ pr, title }) => `      ${pr.split("#")[1]} ${title}`);
    return [`  ${text}`, `    ${because} Here it would move ${moves ?? 0}:`, ...named].join("\n");
  });
  const rows = [`without`.padEnd(22) + numbersOf(scores.without), "with".padEnd(22) + numbersOf(scores.with)];
  return [
    `\nLearned from ${from.join(", ")}:`,
    ...(asked.length > 0 ? asked : [`  ${none}`]),
    `\nThe other ${windows.length}, with that accepted\n${HEAD}`,
    ...windows.map(rowOf),
    ...rows,
  ].join("\n");
}
