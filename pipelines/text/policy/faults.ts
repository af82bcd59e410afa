import type { PolicyParts, PolicyRule } from "../../../webhooks/contract/policy.ts";
import { ruleText } from "../../../webhooks/contract/policy-text.ts";
import { canonicalJson } from "../../../webhooks/contract/digest.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import type { FieldProblem } from "../../../webhooks/contract/problem.ts";
import { ALSO_MERGED } from "../../../webhooks/contract/report-text.ts";
import { HIGHLIGHTS, ROLLED_BACK, sectionsOf } from "../sections.ts";
import { readPathPattern } from "./path-pattern.ts";

/** Everything that keeps a policy from being kept, beyond the shape of its parts; paths as in `policy.rules.0.when.1`. */
export function policyFaults({ rules = [], sections = [] }: PolicyParts): FieldProblem[] {
  const headings = new Set(sectionsOf(sections).map(({ heading }) => heading.toLowerCase()));
  return [
    ...tooMany(rules),
    ...rules.flatMap((rule, at) => [...pathFaults(rule, at), ...sectionFault(rule, at, headings)]),
    ...sameConditions(rules),
    ...sectionFaults(sections),
  ];
}

function tooMany(rules: readonly PolicyRule[]): FieldProblem[] {
  const count = rules.flatMap(({ when }) => when.flatMap(({ values }) => values as readonly string[])).length;
  const most = LIMITS.policy.all_values;
  if (count <= most) return [];
  const message = `All rules together name ${count.toLocaleString("en")} values; ${most.toLocaleString("en")} are read.`;
  return [fault("policy.rules", "too_many", message, "Use * and ** instead of naming each.")];
}

function pathFaults({ when }: PolicyRule, at: number): FieldProblem[] {
  return when.flatMap(({ what, values }, place) =>
    what !== "paths"
      ? []
      : values.flatMap((value) => {
          const read = readPathPattern(value);
          if (typeof read === "function") return [];
          const message = `The path “${value}” of rule ${at + 1} ${read.because}.`;
          return fault(`policy.rules.${at}.when.${place}`, "unreadable_path", message, read.fix);
        }),
  );
}

function sectionFault({ section }: PolicyRule, at: number, headings: ReadonlySet<string>): FieldProblem[] {
  if (section === undefined || headings.has(section.toLowerCase())) return [];
  const message = `Rule ${at + 1} tells under “${section}”, and there is no such section.`;
  return [fault(`policy.rules.${at}.section`, "no_section", message, "Add the section, or choose another one.")];
}

/** Of two rules about the very same, the later one never decides anything. */
function sameConditions(rules: readonly PolicyRule[]): FieldProblem[] {
  const first = new Map<string, number>();
  return rules.flatMap((rule, at) => {
    const key = canonicalJson(
      rule.when.map((one) => canonicalJson({ ...one, values: one.values.toSorted() })).toSorted(),
    );
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, at);
      return [];
    }
    const says = rules[earlier]?.then === rule.then ? "asks the same as" : "contradicts";
    const message = `Rule ${at + 1} ${says} rule ${earlier + 1}: “${ruleText(rule)}”`;
    return [fault(`policy.rules.${at}`, "same_conditions", message, "Keep one of the two.")];
  });
}

const RESERVED = new Map([ALSO_MERGED, HIGHLIGHTS].map((name) => [name.toLowerCase(), name]));

function sectionFaults(sections: NonNullable<PolicyParts["sections"]>): FieldProblem[] {
  const [names, kinds] = [new Set<string>(), new Set<string>()];
  return sections.flatMap(({ name, kinds: own }, at) => {
    const path = `policy.sections.${at}`;
    const [folded, twice] = [name.toLowerCase(), own.find((kind) => kinds.has(kind))];
    const isNamed = names.has(folded);
    names.add(folded);
    for (const kind of own) kinds.add(kind);
    const reserved = RESERVED.get(folded);
    if (reserved) {
      return [fault(path, "reserved", `“${reserved}” is made by Pulse itself.`, "Give the section another name.")];
    }
    if (isNamed) return [fault(path, "twice", `There are two sections “${name}”.`, "Keep one of them.")];
    if (twice)
      return [fault(path, "kind_twice", `“${name}” and another section hold the same kind.`, "Take it out of one.")];
    const isOther = own.includes("rolled_back") !== (folded === ROLLED_BACK.toLowerCase());
    if (!isOther) return [];
    const message = `What was rolled back stands under “${ROLLED_BACK}”, and nothing else does.`;
    return [fault(path, "rolled_back", message, "Leave that section as it is.")];
  });
}

function fault(path: string, code: string, message: string, fix: string): FieldProblem {
  return { path, code, message, fix };
}
