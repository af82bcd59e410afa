import type { MergedKind } from "../../webhooks/contract/kinds.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import type { PolicySection } from "../../webhooks/contract/policy.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { withoutInvisible } from "../../webhooks/contract/visible.ts";
import type { DraftChange } from "./draft.ts";
import { movedTo, type Where } from "./moved-to.ts";

/** The sections that a text would have now: a policy of its own begins with them. */
type All = readonly PolicySection[];

/** @throws {Problem} `invalid` for a name that is none, or of another one. */
export const addSection = (all: All, typed: string): DraftChange => {
  const name = nameOf(typed, all);
  if (all.length < LIMITS.policy.sections) return withSections([...all, { name, kinds: [] }]);
  throw new Problem("invalid", `A policy may have ${LIMITS.policy.sections} sections.`, "Remove one first.");
};

/** A rule that tells there goes with it. */
export const renameSection =
  (all: All, from: string, typed: string): DraftChange =>
  (draft) => {
    const name = nameOf(typed, all.toSpliced(placeOf(all, from), 1));
    const renamed = withSections(all.map((one) => (one.name === from ? { ...one, name } : one)))(draft);
    const rules = renamed.rules.map((one) => {
      const isHere = one.rule.section?.toLowerCase() === from.toLowerCase();
      return isHere ? { ...one, rule: { ...one.rule, section: name } } : one;
    });
    return { ...renamed, rules };
  };

export const moveSection = (all: All, name: string, where: Where): DraftChange =>
  withSections(movedTo(all, placeOf(all, name), where));

export const removeSection = (all: All, name: string): DraftChange =>
  withSections(all.toSpliced(placeOf(all, name), 1));

/** What is told there by its kind; no other section holds it then. */
export const setKinds = (all: All, name: string, kinds: readonly MergedKind[]): DraftChange => {
  placeOf(all, name);
  return withSections(
    all.map((one) => ({
      ...one,
      kinds: one.name === name ? [...kinds] : one.kinds.filter((kind) => !kinds.includes(kind)),
    })),
  );
};

/** Without an order of its own. */
export const withoutSections: DraftChange = ({ sections: _, ...draft }) => draft;

const withSections =
  (sections: All): DraftChange =>
  (draft) => ({ ...draft, sections: sections.map(({ name, kinds }) => ({ name, kinds: [...kinds] })) });

function placeOf(all: All, name: string): number {
  const at = all.findIndex((one) => one.name === name);
  if (at < 0) throw new Problem("conflict", "That section is not there any more.", "Look at the sections as they are.");
  return at;
}

function nameOf(typed: string, others: All): string {
  const name = withoutInvisible(typed).replace(/\s+/g, " ").trim();
  const refused = (message: string, fix: string) =>
    new Problem("invalid", message, fix, { details: [{ path: "section", code: "name", message, fix }] });
  if (name === "") throw refused("The section has no name.", "Give it one.");
  if (name.length > LIMITS.policy.section_chars) {
    throw refused(`A section’s name may have ${LIMITS.policy.section_chars} characters.`, "Shorten it.");
  }
  const same = others.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (same) throw refused(`There is a section “${same.name}” already.`, "Give this one another name.");
  return name;
}
