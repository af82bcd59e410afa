import type { Finding } from "../../webhooks/contract/finding.ts";
import type { Report } from "../../webhooks/contract/report.ts";
import { NOUNS } from "../text/rules/tally.ts";
import { absent } from "./absent.ts";
import { windowOf } from "./attribution.ts";
import { evidenceWords, lookedAt } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found, listOf } from "./finding.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";
import { supportOf } from "./support.ts";
import { isKnownWord, knownWords, tokensOf } from "./tokens.ts";

/** What a line that only counts may call anything that was merged. */
const PLAIN = knownWords(
  tokensOf(
    `${NOUNS.flatMap(([, ...nouns]) => nouns).join(" ")} change pull request item small minor various several misc miscellaneous general
    dependency package version bump release docs documentation guide test ci build tool tooling script infrastructure refactor refactoring
    cleanup housekeeping chore maintenance polish tweak typo wording internal work bug enhancement rework rest`,
  ),
);
const FEWEST = 0.5;

/** S1 for the lines that only count: what a group is called stands in the titles that it covers, or is a plain word for any change. */
export function checkLabels(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  return passages
    .filter(({ part, prs }) => part === "group" && prs.length > 0)
    .flatMap((passage) => {
      const { prs, line, part } = passage;
      const said = new Set(
        [...tokensOf([passage.text, ...passage.code].join(" "))].filter((word) => !isKnownWord(word, PLAIN)),
      );
      const known = evidenceWords(prs, facts);
      if (known.length === 0 || supportOf(said, known) >= FEWEST) return [];
      return absent(
        found({
          check: "S1",
          severity: severityOf(passage, facts),
          message: `${passagePlace(passage, facts)} is called “${passage.text.trim().replace(/\s+/g, " ").slice(0, 60)}”, and its titles say nothing of that.`,
          fix: "Call it by what its titles have in common, such as smaller fixes.",
          about: `${prs.join(" ")} label`,
          line,
          prs,
          part,
          looked_at: lookedAt(prs, facts),
        }),
        facts,
      );
    });
}

/** S9 for what stands in front of an item: its area is a word of its pull requests, their paths or labels. */
export function checkAreas({ items }: Report, facts: CheckFacts): Finding[] {
  if (facts.by === "person") return [];
  const names = knownWords(tokensOf(facts.sources.map(({ repo }) => repo.replace("/", " ")).join(" ")));
  return items.flatMap(({ area, prs }) => {
    const known = [...evidenceWords(prs, facts), names, PLAIN];
    const strange = [...tokensOf(area)].filter(
      (word) => !known.some((words) => isKnownWord(word, words)) && windowOf(facts).countOf(word) < MANY,
    );
    if (strange.length === 0 || prs.length === 0) return [];
    return found({
      check: "S9",
      severity: "fault",
      message: `The item of ${listOf(prs, facts)} stands under the area “${area.slice(0, 60)}”, which is nowhere in it.`,
      fix: "Name a part of the product that its title, paths or labels name, or none.",
      about: `${prs.join(" ")} area ${area}`,
      prs,
      part: "item",
      looked_at: lookedAt(prs, facts),
    });
  });
}
const MANY = 3;
