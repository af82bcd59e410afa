import type { AnalysisType, DateRange, Source } from "../../webhooks/contract/parameters.ts";
import type { ResolvedRange } from "../../webhooks/contract/range.ts";
import type { Report } from "../../webhooks/contract/report.ts";
import { countsMerged, fitReport } from "./fit.ts";
import type { Plan } from "./plan/plan.ts";
import { placedByRules } from "./plan/placed.ts";
import { writeHeadline } from "./rules/headline.ts";
import { writeIntro } from "./rules/intro.ts";
import { writeItems } from "./rules/items.ts";
import { counted } from "../words.ts";

type Input = {
  sources: Source[];
  window: DateRange;
  analysis_type: AnalysisType;
  ranges?: readonly ResolvedRange[] | undefined;
};

/** The writer without a model: titles as items, the rest counted. What is left when a model fails, and what one is measured against. */
export function writeByRules(plan: Plan, input: Input): Report {
  const { sources } = input;
  const items = placedByRules(writeItems(plan.planned), plan.planned);
  const grouped = writeGroups(plan);
  const report: Report = {
    schema_version: "1",
    headline: writeHeadline(input),
    intro: writeIntro(plan, { items, grouped }),
    items,
    grouped,
    omitted: plan.planned.flatMap(({ pr, disposition, reason }) =>
      disposition === "omit" ? [{ pr: pr.ref, reason: reason ?? "policy" }] : [],
    ),
  };
  const evidence = plan.planned.map(({ pr }) => pr);
  const fitting = countsMerged(fitReport(report, plan.planned, sources), evidence);
  return fitting === report ? report : { ...fitting, intro: writeIntro(plan, fitting) };
}

/** What people look for first stands first. */
const GROUP_ORDER = ["more", "change rolled back", "documentation", "internal", "dependency", "release"];

function writeGroups({ planned }: Plan): Report["grouped"] {
  const groups = Map.groupBy(
    planned.filter(({ disposition }) => disposition === "group"),
    ({ group }) => group ?? "other change",
  );
  return [...groups]
    .sort(([a], [b]) => placeOf(a) - placeOf(b))
    .map(([noun, members]) => ({ label: counted(members.length, noun), prs: members.map(({ pr }) => pr.ref) }));
}

function placeOf(noun: string): number {
  return GROUP_ORDER.findIndex((start) => noun.startsWith(start));
}
