import { LIMITS } from "../../../webhooks/contract/limits.ts";
import type { PolicyRule } from "../../../webhooks/contract/policy.ts";
import { field, type Fields } from "../page/context.ts";
import { entryOfTest, knownTest, testOf } from "./rule-tests.ts";
import { valuesIn, valuesText } from "./value-list.ts";

/** A rule as it stands in its form, right or wrong. */
export type RuleForm = {
  /** Of the rule that is changed; "new" for another one. */
  key: string;
  conditions: ConditionForm[];
  then: string;
  kind: string;
  section: string;
  firm: string;
};

/** `id` stays when another one is taken away: the browser knows its fields by it. */
export type ConditionForm = { id: number; test: string; words: string; ticked: string[] };

export const NEW_RULE = "new";
const blank = (id: number): ConditionForm => ({ id, test: "labels.any", words: "", ticked: [] });

export function formOfRule(key: string, rule: PolicyRule): RuleForm {
  const conditions = rule.when.map((one, id) => {
    const values: readonly string[] = one.values;
    return { id, test: testOf(one), words: valuesText(values), ticked: [...values] };
  });
  const { then, kind = "", section = "", firm } = rule;
  return { key, conditions, then, kind, section, firm };
}

export const blankRule: RuleForm = {
  key: NEW_RULE,
  conditions: [blank(0)],
  then: "cite",
  kind: "",
  section: "",
  firm: "usually",
};

/** Null: no rule's form was sent. `and`: with one condition more; `without`: with that one less. */
export function readRuleForm(fields: Fields): RuleForm | null {
  const key = field(fields, "rule");
  if (!key) return null;
  const conditions = conditionsIn(fields);
  const without = field(fields, "without");
  const left = without === "" ? conditions : conditions.filter(({ id }) => id !== Number(without));
  const more =
    field(fields, "act") === "and" ? [...left, blank(1 + Math.max(-1, ...conditions.map(({ id }) => id)))] : left;
  return {
    key,
    conditions: more.length > 0 ? more : [blank(0)],
    then: field(fields, "then"),
    kind: field(fields, "kind"),
    section: field(fields, "section"),
    firm: field(fields, "firm"),
  };
}

/** So often somebody may take one away and another one in before the form is sent. */
const MOST_IDS = 200;

function conditionsIn(fields: Fields): ConditionForm[] {
  const ids = Array.from({ length: MOST_IDS }, (_, id) => id).filter((id) => field(fields, `test-${id}`) !== "");
  // One more than may be: the rule says then that these are too many.
  return ids.slice(0, LIMITS.policy.conditions + 1).map((id) => ({
    id,
    test: knownTest(field(fields, `test-${id}`)),
    words: fields[`words-${id}`]?.[0] ?? "",
    ticked: fields[`ticked-${id}`] ?? [],
  }));
}

/** What its rule would be, for whoever says whether it is one. */
export function ruleOfForm({ conditions, then, kind, section, firm }: RuleForm): unknown {
  const when = conditions.map(({ test, words, ticked }) => {
    const [what, how] = test.split(".");
    return { what, how, values: entryOfTest(test) === "words" ? valuesIn(words) : ticked };
  });
  return { when, then, firm, ...(kind && { kind }), ...(section && { section }) };
}
