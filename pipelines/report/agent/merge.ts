import type { AnalysisType, DateRange, Source } from "../../../webhooks/contract/parameters.ts";
import type { ResolvedRange } from "../../../webhooks/contract/range.ts";
import type { Item, Report } from "../../../webhooks/contract/report.ts";
import { cleanLine } from "../../text/clean-text.ts";
import { writeByRules } from "../../text/rules.ts";
import { writeIntro } from "../../text/rules/intro.ts";
import { writeItems } from "../../text/rules/items.ts";
import { counted } from "../../words.ts";
import { countsMerged, fitReport } from "../../text/fit.ts";
import { placedByRules } from "../../text/plan/placed.ts";
import type { Plan, PlannedPull } from "../../text/plan/plan.ts";
import { foldedNoun } from "../../text/plan/plan.ts";
import type { LeadAnswer, ShareAnswer } from "./answer.ts";
import type { Draft } from "./draft.ts";
import type { Share } from "./share.ts";

type Merge = {
  plan: Plan;
  shares: readonly Share[];
  drafts: readonly Draft<ShareAnswer>[];
  lead: Draft<LeadAnswer> | null;
  sources: Source[];
  window: DateRange;
  analysis_type: AnalysisType;
  ranges?: readonly ResolvedRange[] | undefined;
};

/** What stands in each share: the writer's items, or the rules' where no writer came to an end. */
export function itemsOf({ plan, shares, drafts }: Pick<Merge, "plan" | "shares" | "drafts">): Item[] {
  return shares.flatMap((share) => answerOf(share, drafts)?.items ?? writeItems(pullsOf(share, plan).own));
}

/** All shares as one report. Headline and counts are code's; the opening is the lead's, or the rules'. */
export function mergeReport(merge: Merge): Report {
  const { plan, shares, drafts, lead } = merge;
  const byRules = writeByRules(plan, merge);
  const items = placedByRules(withHighlights(itemsOf(merge), lead), plan.planned);
  const answers = shares.flatMap((share) => answerOf(share, drafts) ?? []);
  const written = new Set(
    shares.flatMap((share) => {
      const answer = answerOf(share, drafts);
      return answer ? placedBy(share, answer) : [];
    }),
  );
  const opening = lead?.phase === "done" ? lead.answer : null;
  const evidence = plan.planned.map(({ pr }) => pr);
  const whole: Report = {
    ...byRules,
    intro: opening?.intro ?? null,
    items,
    grouped: joinGroups(groupsOf(answers, written, merge)),
    omitted: [...byRules.omitted.filter(({ pr }) => !written.has(pr)), ...answers.flatMap(({ omitted }) => omitted)],
  };
  const merged = countsMerged(whole, evidence);
  const fitting = countsMerged(fitReport(merged, plan.planned, merge.sources), evidence);
  if (!opening) return { ...fitting, intro: writeIntro(plan, fitting) };
  // An opening may speak of what is only counted now: it is left out rather than wrong.
  return fitting === merged ? fitting : { ...fitting, intro: null };
}

/** The same highlights among other items: those that tell of what the chosen ones told. */
export function highlightsAmong(items: readonly Item[], chosen: readonly number[], before: readonly Item[]): number[] {
  const refs = new Set(chosen.flatMap((number) => before[number - 1]?.prs ?? []));
  return items.flatMap(({ prs }, index) => (prs.some((pr) => refs.has(pr)) ? [index + 1] : []));
}

/** What stands there in a model's own words. */
export function modelsItems(drafts: readonly Draft<ShareAnswer>[]): Item[] {
  return drafts.flatMap(({ answer, replaced }) => {
    const rules = new Set(replaced.flatMap(({ what, prs }) => (what === "sentence" ? [prs.join()] : [])));
    return answer?.items.filter(({ prs }) => !rules.has(prs.join())) ?? [];
  });
}

function answerOf({ id }: Share, drafts: readonly Draft<ShareAnswer>[]): ShareAnswer | null {
  const draft = drafts.find((one) => one.id === id);
  return draft?.phase === "done" ? draft.answer : null;
}

export function pullsOf({ prs, also }: Share, { planned }: Plan): Record<"own" | "also", PlannedPull[]> {
  const those = (wanted: ReadonlySet<string>) => planned.filter(({ pr }) => wanted.has(pr.ref));
  return { own: those(new Set(prs)), also: those(new Set(also)) };
}

/** What a writer has placed: all of its own, and of the others what it speaks of. */
function placedBy({ prs, also }: Share, { items, grouped, omitted }: ShareAnswer): string[] {
  const spoken = new Set([...[...items, ...grouped].flatMap((one) => one.prs), ...omitted.map(({ pr }) => pr)]);
  return [...prs, ...also.filter((pr) => spoken.has(pr))];
}

export const MOST_HIGHLIGHTS = 5;

/** The opening chooses over all shares; without one, what each writer thought of its own, up to five. */
function withHighlights(items: readonly Item[], lead: Draft<LeadAnswer> | null): Item[] {
  const chosen = lead?.phase === "done" ? lead.answer?.highlights : undefined;
  const own = items.flatMap(({ highlight }, index) => (highlight ? [index + 1] : []));
  const shown = new Set((chosen ?? own).slice(0, MOST_HIGHLIGHTS));
  return items.map((item, index) => ({ ...item, highlight: shown.has(index + 1) }));
}

const MAX_LABEL_CHARS = 60;

const OTHER = "other change";

/** `name` is one member of the group where code named it, and as a writer put it otherwise. */
type Group = { name: string; isSingular: boolean; prs: string[] };

/** What is only counted: by the plan, and by writers under their own words when they have some. */
function groupsOf(answers: readonly ShareAnswer[], written: ReadonlySet<string>, { plan }: Merge): Group[] {
  const planned = plan.planned.filter(({ disposition, pr }) => disposition === "group" && !written.has(pr.ref));
  const nouns = new Map(plan.planned.map(({ pr, group, kind }) => [pr.ref, group ?? foldedNoun(kind)]));
  const byWriters = answers
    .flatMap(({ grouped }) => grouped)
    .map(({ label, prs }): Group => {
      const refs = [...new Set(prs)];
      const said = cleanLine(label.replace(/^[\s\d]+/, ""), MAX_LABEL_CHARS);
      const isSingular = said === "" || refs.length < 2;
      return { name: isSingular ? (nouns.get(refs[0] ?? "") ?? OTHER) : said, isSingular, prs: refs };
    });
  const byPlan = planned.map(({ pr, group }) => ({ name: group ?? OTHER, isSingular: true, prs: [pr.ref] }));
  return [...byWriters.filter(({ prs }) => prs.length > 0), ...byPlan];
}

/** Groups of the same name are one, and counted by code. */
function joinGroups(groups: readonly Group[]): Report["grouped"] {
  const byName = Map.groupBy(groups, ({ name }) => name.toLowerCase().replace(/e?s?\b/g, ""));
  return [...byName.values()].map((same) => {
    const prs = [...new Set(same.flatMap((group) => group.prs))];
    const named = same.find(({ isSingular }) => isSingular) ?? same[0];
    const name = named?.name ?? OTHER;
    return { label: named?.isSingular ? counted(prs.length, name) : `${prs.length} ${name}`, prs };
  });
}
