import type { DraftPolicy } from "../../../db/app/policy-tables.ts";
import { mergedKinds } from "../../../webhooks/contract/kinds.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import { policyRule, type PolicyRule } from "../../../webhooks/contract/policy.ts";
import type { PolicyPreview } from "../../../webhooks/contract/policy-preview.ts";
import { KIND_WORDS } from "../../../webhooks/contract/policy-text.ts";
import type { FieldProblem } from "../../../webhooks/contract/problem.ts";
import { visible } from "../page/visible.ts";
import { piece, type ShownPiece } from "./pieces.ts";
import { type ConditionForm, NEW_RULE, type RuleForm, ruleOfForm } from "./read-rule-form.ts";
import { shownSentence } from "./rule-rows.ts";
import { entryOfTest, labelOfTest, TEST_GROUPS, TICKS } from "./rule-tests.ts";
import { citedAll } from "./rule-warnings.ts";

/** A rule's form, under its sentence. */
export type RuleFormView = Pick<RuleForm, "key" | "then" | "firm"> & {
  isNew: boolean;
  number: number;
  /** As it would be told; what is no rule yet has none. */
  sentence: ShownPiece[];
  conditions: ConditionView[];
  groups: typeof TEST_GROUPS;
  kinds: { value: string; label: string; chosen: boolean }[];
  sections: { value: string; label: string; chosen: boolean }[];
  /** Another condition may come. */
  more: boolean;
  /** What it fits and moves, or what it lacks. */
  fit: ShownPiece[];
  /** What is wrong with it as a whole, or with its section. */
  errors: { rule: string; section: string };
};

type ConditionView = {
  id: number;
  test: string;
  label: string;
  entry: "words" | "kinds" | "bots";
  words: string;
  ticks: { value: string; label: string; checked: boolean }[];
  error: string;
};

/** The rule of a form, where it is one. */
function ruleIn(form: RuleForm): PolicyRule | null {
  const read = policyRule.safeParse(ruleOfForm(form));
  return read.success ? read.data : null;
}

/** A policy with the rule of an open form in it, so that everybody sees what it would do. */
export function withForm(draft: DraftPolicy, form: RuleForm | null): DraftPolicy {
  const rule = form && ruleIn(form);
  if (!rule) return draft;
  if (form.key === NEW_RULE) return { ...draft, rules: [...draft.rules, { key: NEW_RULE, rule }] };
  return { ...draft, rules: draft.rules.map((one) => (one.key === form.key ? { ...one, rule } : one)) };
}

type AroundForm = {
  /** With the form's rule in it. */
  draft: DraftPolicy;
  preview: PolicyPreview | null;
  sources: readonly Source[];
  errors: readonly FieldProblem[];
};

export function ruleFormView(form: RuleForm, { draft, preview, sources, errors }: AroundForm): RuleFormView {
  const at = draft.rules.findIndex(({ key }) => key === form.key);
  const number = (at < 0 ? draft.rules.length : at) + 1;
  const rule = ruleIn(form);
  const found = [...errors, ...faultsOf(preview, number - 1)];
  const errorAt = (path: string) => {
    const first = found.find((one) => one.path === path || one.path.startsWith(`${path}.`));
    return first ? `${visible(first.message)} ${visible(first.fix)}` : "";
  };
  return {
    key: form.key,
    then: form.then,
    firm: form.firm,
    isNew: form.key === NEW_RULE,
    number,
    sentence: rule ? shownSentence(rule) : [],
    conditions: form.conditions.map((one, place) => conditionView(one, errorAt(`when.${place}`))),
    groups: TEST_GROUPS,
    kinds: chosenIn(form.kind, [
      { value: "", label: "what it is" },
      ...mergedKinds.flatMap((value) => (value === "rolled_back" ? [] : [{ value, label: KIND_WORDS[value] }])),
    ]),
    sections: chosenIn(form.section, sectionChoices(form.section, preview)),
    more: form.conditions.length < LIMITS.policy.conditions,
    fit: fitOf(rule, number, preview, sources),
    errors: {
      section: errorAt("section"),
      rule: found
        .flatMap(({ path, message, fix }) => (path === "" || path === "when" ? `${message} ${fix}` : []))
        .join(" "),
    },
  };
}

/** Of this rule, by the path in it. */
function faultsOf(preview: PolicyPreview | null, at: number): FieldProblem[] {
  const here = `policy.rules.${at}`;
  return (preview?.faults ?? []).flatMap((fault) => {
    if (fault.path !== here && !fault.path.startsWith(`${here}.`)) return [];
    return { ...fault, path: fault.path.slice(here.length + 1) };
  });
}

function conditionView({ id, test, words, ticked }: ConditionForm, error: string): ConditionView {
  const entry = entryOfTest(test);
  const ticks = entry === "words" ? [] : TICKS[entry].map((one) => ({ ...one, checked: ticked.includes(one.value) }));
  return { id, test, label: labelOfTest(test), entry, words, ticks, error };
}

type Choice = { value: string; label: string };
const chosenIn = (chosen: string, choices: readonly Choice[]) =>
  choices.map((one) => ({ ...one, chosen: one.value === chosen }));

/** What is chosen stays there, also where there is no such section any more: the form says so. */
function sectionChoices(chosen: string, preview: PolicyPreview | null): Choice[] {
  const names = (preview?.sections ?? []).map(({ name }) => name);
  const all = chosen === "" || names.includes(chosen) ? names : [...names, chosen];
  return [{ value: "", label: "by its kind" }, ...all.map((value) => ({ value, label: visible(value) }))];
}

function fitOf(
  rule: PolicyRule | null,
  number: number,
  preview: PolicyPreview | null,
  sources: readonly Source[],
): ShownPiece[] {
  if (!rule) return [piece("It is no rule yet: say what it looks for.")];
  const use = preview?.rules.find((one) => one.number === number);
  const windows = preview?.windows ?? [];
  if (!use || windows.length === 0) return [];
  const merged = windows.reduce((sum, window) => sum + window.merged, 0).toLocaleString("en");
  if (use.fits === 0) return [piece(`Fits none of ${merged}.`)];
  const moved = windows.flatMap(({ moves }) => moves).filter((move) => move.rule === number).length;
  const decides = use.decides < use.fits ? ` It decides ${use.decides}; rules above it decide the rest.` : "";
  return [
    piece(`Fits ${use.fits.toLocaleString("en")} of ${merged}: `),
    ...citedAll(use.examples, use.fits, sources),
    piece(`.${decides} ${moved === 0 ? "None moves." : `${moved.toLocaleString("en")} move.`}`),
  ];
}
