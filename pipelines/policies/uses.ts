import { nearestOf } from "../../base/nearest.ts";
import type { PolicyRule } from "../../webhooks/contract/policy.ts";
import type { RuleUse, ShownPull } from "../../webhooks/contract/policy-preview.ts";
import { must_cover } from "../text/marks/marks.ts";
import type { Plan, PlannedPull } from "../text/plan/plan.ts";
import { conditionOf } from "../text/policy/fits.ts";
import { rulesToAsk } from "../text/policy/rule-of.ts";

/** So many are shown of each, the newest first. */
const MOST_SHOWN = 6;

/** What each rule does in windows that were planned under it. */
export function usesOf(rules: readonly PolicyRule[], plans: readonly Plan[]): RuleUse[] {
  const all = plans
    .flatMap(({ planned }) => planned)
    .toSorted((a, b) => Date.parse(b.pr.merged_at ?? "") - Date.parse(a.pr.merged_at ?? ""));
  return rulesToAsk(rules).map(({ number, rule, fits }) => {
    const fitting = all.filter(({ pr, kinds }) => fits({ pr, kinds }));
    const earlier = fitting.filter((pull) => (pull.rule?.number ?? number) < number);
    return {
      number,
      fits: fitting.length,
      decides: fitting.filter(({ rule: by }) => by?.number === number).length,
      examples: shownOf(fitting),
      contradicts: earlier
        .filter(({ rule: by }) => rule.firm === "always" && by?.then !== rule.then)
        .slice(0, MOST_SHOWN)
        .map((pull) => ({ ...shown(pull), rule: pull.rule?.number ?? 0 })),
      unknown: fitting.length > 0 ? [] : unknownIn(rule, all),
      hides: shownOf(
        fitting.filter(
          ({ pr, rule: by, disposition }) => by?.number === number && disposition !== "cite" && must_cover(pr),
        ),
      ),
    };
  });
}

const shown = ({ pr: { ref, title, url } }: PlannedPull): ShownPull => ({ pr: ref, title, url });
const shownOf = (pulls: readonly PlannedPull[]): ShownPull[] => pulls.slice(0, MOST_SHOWN).map(shown);

/** What a rule that fits nothing names, and nothing that was read has. */
function unknownIn({ when }: PolicyRule, all: readonly PlannedPull[]): RuleUse["unknown"] {
  return when.flatMap((condition) => {
    const { what, how } = condition;
    if (how === "none" || (what !== "labels" && what !== "authors" && what !== "paths")) return [];
    return condition.values.flatMap((value) => {
      const fits = conditionOf({ what, how: "any", values: [value] });
      return all.some(fits) ? [] : [{ value, nearest: nearestOf(value, namesIn(what, all)) }];
    });
  });
}

/** Each once. */
function namesIn(what: "labels" | "authors" | "paths", all: readonly PlannedPull[]): ReadonlySet<string> {
  return new Set(
    all.flatMap(({ pr }) => {
      if (what === "labels") return pr.labels;
      return what === "authors" ? [pr.author.login] : (pr.files ?? []).flatMap(({ path }) => foldersOf(path));
    }),
  );
}

/** "a/b/c.ts" → "a/", "a/b/" */
function foldersOf(path: string): string[] {
  const folders = path.split("/").slice(0, -1);
  return folders.map((_, at) => `${folders.slice(0, at + 1).join("/")}/`);
}
