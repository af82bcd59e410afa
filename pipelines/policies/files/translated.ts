import { mergedKinds } from "../../../webhooks/contract/kinds.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import {
  type PolicyCondition,
  policyParts,
  type PolicyRule,
  type PolicySection,
} from "../../../webhooks/contract/policy.ts";
import { policyFaults } from "../../text/policy/faults.ts";

/** What a repository's file says of release notes: what it puts where, what it leaves out, and what of it nobody follows here. */
export type Translated = {
  sections: PolicySection[];
  placed: PolicyRule[];
  left_out: PolicyRule[];
  not_followed: string[];
};

/** A heading of such a file, with the labels that lead there, and those that lead away from it. */
type Category = { title: string; labels: string[]; without?: PolicyCondition[] };

const { values: MOST_VALUES, value_chars: MOST_CHARS, section_chars: SECTION_CHARS } = LIMITS.policy;

export const labelled = (how: "any" | "none", values: string[]): PolicyCondition => ({ what: "labels", how, values });

/** @param everything What the file calls all that no other label leads elsewhere. */
export function translatedCategories(categories: readonly Category[], everything: string | null): Translated {
  const parts: Translated = { sections: [], placed: [], left_out: [], not_followed: [] };
  for (const { title, labels, without = [] } of categories) {
    const isAll = labels.length === 0 || (everything !== null && labels.includes(everything));
    const section: PolicySection = { name: title, kinds: isAll ? OTHERS : [] };
    const rule: PolicyRule = {
      when: [labelled("any", labels), ...without],
      then: "cite",
      section: title,
      firm: "usually",
    };
    const next = { sections: [...parts.sections, section], rules: isAll ? parts.placed : [...parts.placed, rule] };
    const why = title.length > SECTION_CHARS ? `a name of more than ${SECTION_CHARS} characters` : faultIn(next);
    if (why) parts.not_followed.push(`the category “${title.slice(0, SECTION_CHARS)}” (${why})`);
    else [parts.sections, parts.placed] = [next.sections, next.rules];
  }
  return parts;
}

/** Where all else goes; what was rolled back has a place of its own. */
const OTHERS = mergedKinds.filter((kind) => kind !== "rolled_back");

/** @returns null where all of it can be kept. */
function faultIn(parts: { sections: PolicySection[]; rules: PolicyRule[] }): string | null {
  const { error } = policyParts.safeParse(parts);
  if (error) return error.issues[0]?.message ?? "it cannot be kept";
  return policyFaults(parts)[0]?.message ?? null;
}

/** Rules that leave out, as many as it takes for their values; a value too long for one is no label of GitHub's. */
export function leavingOut(
  condition: "labels" | "authors",
  how: "any" | "none",
  given: readonly string[],
): PolicyRule[] {
  const values = [...new Set(given)].filter((value) => value.length <= MOST_CHARS && !/[*?]/.test(value));
  if (values.length === 0 || (how === "none" && values.length > MOST_VALUES)) return [];
  const groups = Math.ceil(values.length / MOST_VALUES);
  return Array.from({ length: groups }, (_, at): PolicyRule => {
    const some = values.slice(at * MOST_VALUES, (at + 1) * MOST_VALUES);
    return { when: [{ what: condition, how, values: some }], then: "omit", firm: "usually" };
  });
}
