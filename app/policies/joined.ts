import { isDeepStrictEqual } from "node:util";
import type { DraftPolicy, DraftRule } from "../../db/app/policy-tables.ts";
import type { PolicyParts } from "../../webhooks/contract/policy.ts";
import { draftOver } from "./draft.ts";

/** A rule of theirs: `key` is its place in their policy, `begun` the one in the policy that both began with. */
type Theirs = DraftRule & { begun: string };

/**
 * What one person changed, laid over what another one saved meanwhile. Both sides' rules stay: one that both changed stands twice, for a
 * person to choose. Of what can be only once, mine counts.
 *
 * @param begun The policy that both began with.
 */
export function joined(begun: PolicyParts, theirs: PolicyParts, mine: DraftPolicy): DraftPolicy {
  const { rules: _, ...beside } = mine;
  const { rules: __, ...besideThem } = theirs;
  const { rules: ___, ...besideBoth } = begun;
  const names = new Set([...Object.keys(beside), ...Object.keys(besideThem)]) as Set<keyof typeof beside>;
  const parts = [...names].map((name) => {
    const from = isDeepStrictEqual(beside[name], besideBoth[name]) ? besideThem : beside;
    return [name, from[name]] as const;
  });
  return {
    ...Object.fromEntries(parts.filter(([, part]) => part !== undefined)),
    rules: joinedRules(begun, theirs, mine),
  };
}

function joinedRules(begun: PolicyParts, theirs: PolicyParts, { rules: mine }: DraftPolicy): DraftRule[] {
  const original = new Map((begun.rules ?? []).map((rule, at) => [String(at + 1), rule]));
  const there: Theirs[] = draftOver(begun, theirs).rules.map(({ key, rule }, at) => {
    return { key: String(at + 1), begun: original.has(key) ? key : `their ${key}`, rule };
  });
  const kept = there.filter((one) => !original.has(one.begun) || mine.some(({ key }) => key === one.begun));
  const result: Theirs[] = kept.map((one) => ({ ...one, ...mineOf(mine, one.begun) }));
  mine.forEach((one, at) => {
    const [was, isThere] = [original.get(one.key), kept.some((other) => other.begun === one.key)];
    // They took it away or changed it, and I left it as it was: theirs counts.
    if (isThere || (was && isDeepStrictEqual(was, one.rule))) return;
    // Both of us came to the same.
    if (result.some(({ rule }) => isDeepStrictEqual(rule, one.rule))) return;
    const before = mine.slice(0, at).map(({ key }) => key);
    const after = result.findLastIndex((other) => before.includes(other.begun));
    result.splice(after + 1, 0, { ...one, key: `n${at + 1}`, begun: one.key });
  });
  return inMyOrder(result, mine, [...original.keys()]).map(({ begun: __, ...one }) => one);
}

const mineOf = (mine: readonly DraftRule[], key: string): Pick<DraftRule, "rule"> | undefined => {
  const found = mine.find((one) => one.key === key);
  return found && { rule: found.rule };
};

/** The places of what both have are filled as I have them, where I moved something. */
function inMyOrder(result: readonly Theirs[], mine: readonly DraftRule[], original: readonly string[]): Theirs[] {
  const keys = mine.map(({ key }) => key).filter((key) => original.includes(key));
  const isMoved = keys.some((key, at) => at > 0 && original.indexOf(key) < original.indexOf(keys[at - 1] ?? ""));
  if (!isMoved) return [...result];
  const both = result.filter(({ begun }) => keys.includes(begun));
  const sorted = both.toSorted((a, b) => keys.indexOf(a.begun) - keys.indexOf(b.begun));
  return result.map((one) => (both.includes(one) ? (sorted.shift() ?? one) : one));
}
