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

/** A heading of such a file, with the labels that lead there; `only`: what else has to hold of what stands under it. */
type Category = { title: string; labels: string[]; only?: PolicyCondition[] };

const { values: MOST_VALUES, value_chars: MOST_CHARS, section_chars: SECTION_CHARS } = LIMITS.policy;

export const labelled = (how: "any" | "none", values: string[]): PolicyCondition => ({ what: "labels", how, values });

/** What is true of all that has none of these. */
export function withNone(labels: readonly string[], authors: readonly string[]): PolicyCondition[] {
  const [kept, others] = [labels, authors].map((all) => [...new Set(all)].filter(isPlain));
  return [
    ...(kept?.length ? [labelled("none", kept)] : []),
    ...(others?.length ? [{ what: "authors", how: "none", values: others } as const] : []),
  ];
}

/** @param everything What the file calls all that no other label leads elsewhere. */
export function translatedCategories(categories: readonly Category[], everything: string | null): Translated {
  let parts: Pick<Translated, "sections" | "placed"> = { sections: [], placed: [] };
  const not_followed: string[] = [];
  for (const { title, labels, only = [] } of categories) {
    const isAll = labels.length === 0 || (everything !== null && labels.includes(everything));
    const plain = labels.filter(isPlain);
    if (!isAll) not_followed.push(...unplain(labels));
    const section: PolicySection = { name: title, kinds: isAll ? OTHERS : [] };
    const rule: PolicyRule = { when: [labelled("any", plain), ...only], then: "cite", section: title, firm: "usually" };
    const next = kept({
      sections: [...parts.sections, section],
      rules: isAll ? parts.placed : [...parts.placed, rule],
    });
    const why = title.length > SECTION_CHARS ? `a name of more than ${SECTION_CHARS} characters` : next.why;
    if (why === null) parts = next;
    else not_followed.push(`the category “${title.slice(0, SECTION_CHARS)}” (${why.replace(/\.$/, "")})`);
  }
  return { ...parts, left_out: [], not_followed };
}

/** Where all else goes; what was rolled back has a place of its own. */
const OTHERS = mergedKinds.filter((kind) => kind !== "rolled_back");

type Kept = Pick<Translated, "sections" | "placed"> & { why: string | null };

/** As a policy keeps it; or why it cannot. */
function kept(parts: { sections: PolicySection[]; rules: PolicyRule[] }): Kept {
  const { data, error } = policyParts.safeParse(parts);
  const { sections = [], rules: placed = [] } = data ?? {};
  const why = error ? (error.issues[0]?.message ?? "it cannot be kept") : policyFaults(parts)[0]?.message;
  return { sections, placed, why: why ?? null };
}

/** It means itself in a rule, too. One too long for that is no label of GitHub's. */
const isPlain = (value: string): boolean => value.length <= MOST_CHARS && !/[*?]/.test(value);

/** Those of a file that a rule would read as more than they are, as they are named. */
export const unplain = (values: readonly string[]): string[] =>
  values.filter((value) => !isPlain(value)).map((value) => `“${value.slice(0, SECTION_CHARS)}”`);

/** Rules that leave out whatever has one of these, as many as it takes for their values. */
export function leavingOut(what: "labels" | "authors", given: readonly string[]): PolicyRule[] {
  const values = [...new Set(given)].filter(isPlain);
  const groups = Math.ceil(values.length / MOST_VALUES);
  return Array.from({ length: groups }, (_, at): PolicyRule => {
    const some = values.slice(at * MOST_VALUES, (at + 1) * MOST_VALUES);
    return { when: [{ what, how: "any", values: some }], then: "omit", firm: "usually" };
  });
}
