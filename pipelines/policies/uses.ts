import { nearestOf } from "../../base/nearest.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { PolicyRule } from "../../webhooks/contract/policy.ts";
import type { RuleUse, ShownPull } from "../../webhooks/contract/policy-preview.ts";
import { must_cover } from "../text/marks/marks.ts";
import type { Plan, PlannedPull } from "../text/plan/plan.ts";
import { readPathPattern } from "../text/policy/path-pattern.ts";
import { rulesToAsk } from "../text/policy/rule-of.ts";
import { isLike } from "../text/policy/wildcard.ts";

/** So many are shown of each, the newest first. */
const MOST_SHOWN = 6;

/** What each rule does in windows that were planned under it. */
export function usesOf(rules: readonly PolicyRule[], plans: readonly Plan[]): RuleUse[] {
  const all = plans
    .flatMap(({ planned }) => planned)
    .toSorted((a, b) => Date.parse(b.pr.merged_at ?? "") - Date.parse(a.pr.merged_at ?? ""));
  const names = namesIn(all.map(({ pr }) => pr));
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
      unknown: fitting.length > 0 ? [] : unknownIn(rule, names),
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

type Names = Record<"labels" | "authors" | "paths", readonly string[]>;

function namesIn(pulls: readonly PullRequest[]): Names {
  const all = (of: (pr: PullRequest) => readonly string[]) => [...new Set(pulls.flatMap(of))];
  return {
    labels: all(({ labels }) => labels),
    authors: all(({ author }) => [author.login]),
    paths: all(({ files = [] }) => files.map(({ path }) => path)),
  };
}

/** What a rule that fits nothing names, and nothing that was read has. */
function unknownIn({ when }: PolicyRule, names: Names): RuleUse["unknown"] {
  return when.flatMap(({ what, how, values }) => {
    if (how === "none" || (what !== "labels" && what !== "authors" && what !== "paths")) return [];
    const known = names[what];
    return (values as readonly string[]).flatMap((value) => {
      if (known.some((name) => isMeant(what, value, name))) return [];
      const near = what === "paths" ? foldersOf(known) : known;
      return [{ value, nearest: nearestOf(value, near) }];
    });
  });
}

function isMeant(what: keyof Names, value: string, name: string): boolean {
  if (what !== "paths") return isLike(name.toLowerCase(), value.toLowerCase());
  const read = readPathPattern(value);
  return typeof read === "function" && read(name);
}

const foldersOf = (paths: readonly string[]): string[] => [
  ...new Set(
    paths.flatMap((path) =>
      path
        .split("/")
        .slice(0, -1)
        .map((_, at, parts) => `${parts.slice(0, at + 1).join("/")}/`),
    ),
  ),
];
