import type { Replaced } from "../../../webhooks/contract/events.ts";
import type { Item } from "../../../webhooks/contract/report.ts";
import { cleanLine } from "../../text/clean-text.ts";
import type { Plan, PlannedPull } from "../../text/plan/plan.ts";
import { writeItems } from "../../text/rules/items.ts";
import type { ShareAnswer } from "./answer.ts";
import type { Draft } from "./draft.ts";
import type { Fault } from "./faults.ts";

/** What is wrong in a writer's answer still, as the rules have it. The same one: there is nothing that they would do otherwise. */
export function replaceFaulty(draft: Draft<ShareAnswer>, all: readonly Fault[], plan: Plan): Draft<ShareAnswer> {
  const { answer } = draft;
  if (answer === null) return draft;
  const faultOf = ({ prs }: { prs: readonly string[] }) =>
    all.find((fault) => fault.prs.some((pr) => prs.includes(pr)));
  const told = answer.items.map((item) => replacedItem(item, faultOf(item), draft, plan));
  const counted = answer.grouped.map((group) => replacedLabel(group, faultOf(group)));
  const marks = [...told, ...counted].flatMap(({ marks: some }) => some);
  if (marks.length === 0) return draft;
  return withPlaces(draft, answer.omitted, told, counted);
}

/** The writer's answer with these of its items as the rules have them. The same one: there are none. */
export function replaceItems(draft: Draft<ShareAnswer>, doubted: ReadonlySet<Item>, because: string, plan: Plan) {
  const { answer } = draft;
  if (answer === null || doubted.size === 0) return draft;
  const told = answer.items.map((item) =>
    doubted.has(item) ? inRulesWords(item, rulesOf(item, plan), because) : { ...NOTHING, items: [item] },
  );
  return withPlaces(draft, answer.omitted, told, [{ ...NOTHING, grouped: answer.grouped }]);
}

type Place = ShareAnswer & { marks: Replaced[]; fell: string[] };
const NOTHING: Place = { items: [], grouped: [], omitted: [], marks: [], fell: [] };

function withPlaces(
  draft: Draft<ShareAnswer>,
  omitted: ShareAnswer["omitted"],
  told: readonly Place[],
  counted: readonly Place[],
): Draft<ShareAnswer> {
  const marks = [...told, ...counted].flatMap((place) => place.marks);
  const again = new Set(marks.flatMap(({ prs }) => prs));
  return {
    ...draft,
    answer: {
      items: told.flatMap(({ items }) => items),
      grouped: [...counted, ...told].flatMap(({ grouped }) => grouped),
      omitted: [...omitted, ...told.flatMap((place) => place.omitted)],
    },
    replaced: [...draft.replaced.filter(({ prs }) => !prs.some((pr) => again.has(pr))), ...marks],
    fell: [...draft.fell, ...told.flatMap(({ fell }) => fell)],
  };
}

/** First its kind and area, where the plan has others; when that is not what is wrong, its words. */
function replacedItem(item: Item, fault: Fault | undefined, { replaced }: Draft, plan: Plan): Place {
  const rules = fault ? rulesOf(item, plan) : NOTHING;
  const [first] = rules.items;
  if (!fault || (first && rules.items.length === 1 && first.text === item.text && isAt(item, first))) {
    return { ...NOTHING, items: [item] };
  }
  const because = becauseOf(fault);
  const wasMoved = replaced.some(({ what, prs }) => what === "section" && prs.join() === item.prs.join());
  if (first && !wasMoved && !isAt(item, first)) {
    const { kind, area } = first;
    return { ...NOTHING, items: [{ ...item, kind, area }], marks: [{ what: "section", prs: item.prs, because }] };
  }
  return inRulesWords(item, rules, because);
}

function inRulesWords(item: Item, rules: ShareAnswer, because: string): Place {
  const items = rules.items.map((one) => ({ ...one, highlight: item.highlight }));
  const told = items.map(({ prs }): Replaced => ({ what: "sentence", prs, because }));
  const marks = told.length > 0 ? told : [{ what: "label" as const, prs: item.prs, because }];
  return { ...rules, items, marks, fell: item.prs.slice(0, 1) };
}

const rulesOf = ({ prs }: Item, { planned }: Plan): ShareAnswer =>
  byRules(planned.filter(({ pr }) => prs.includes(pr.ref)));

const isAt = (one: Item, other: Item): boolean => one.kind === other.kind && one.area === other.area;

/** One alone by its sentence, several as they were planned. */
function byRules(pulls: readonly PlannedPull[]): ShareAnswer {
  const told = pulls.length === 1 ? pulls : pulls.filter(({ disposition }) => disposition === "cite");
  const rest = pulls.filter((each) => !told.includes(each));
  return {
    items: writeItems(told.map((each) => ({ ...each, disposition: "cite" }))),
    grouped: rest.filter(({ disposition }) => disposition === "group").map(({ pr }) => ({ label: "", prs: [pr.ref] })),
    omitted: rest
      .filter(({ disposition }) => disposition === "omit")
      .map(({ pr, reason }) => ({ pr: pr.ref, reason: reason ?? "policy" })),
  };
}

/** Code names a group without a label by what its pull requests are. */
function replacedLabel(group: ShareAnswer["grouped"][number], fault: Fault | undefined): Place {
  const { label, prs } = group;
  if (!fault || label === "") return { ...NOTHING, grouped: [group] };
  const marks: Replaced[] = [{ what: "label", prs, because: becauseOf(fault) }];
  return { ...NOTHING, grouped: prs.map((pr) => ({ label: "", prs: [pr] })), marks };
}

const MAX_BECAUSE_CHARS = 300;
/** How a check names the place of which it speaks. */
const PLACE = /^The (item|group) of [\w./-]*#\d+(?:, [\w./-]*#\d+)*(?: and \d+ more)? /;
const WRITTEN: Record<string, string> = { item: "sentence", group: "name for a group" };

/** A finding as a sentence about what the model had written there. */
export function becauseOf({ finding }: Fault): string {
  const said = finding.message
    .replace(PLACE, (_, part: string) => `The model’s ${WRITTEN[part] ?? "text"} `)
    .replace(/^The opening /, "The model’s opening ");
  return cleanLine(said, MAX_BECAUSE_CHARS);
}
