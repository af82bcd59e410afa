import { listed } from "../../base/listed.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import { hostilityOf } from "./hostile.ts";

/** Names that may stand beside a citation as they are: nothing in them ends what stands in the brackets. */
const PLAIN = /^[\p{L}\p{N} ._/+-]{1,60}$/u;

const isPlain = (name: string): boolean => PLAIN.test(name) && !hostilityOf(name);

/**
 * What a line says of how far its change has come, beside who made it: the branches that it was picked to, and that no release has it yet,
 * where others have come further.
 */
export function farOf(pulls: readonly PullRequest[], evidence: readonly PullRequest[]): string[] {
  const bases = [...new Set(pulls.map(({ base_branch }) => base_branch))];
  const milestones = [
    ...new Set(pulls.flatMap(({ stands, milestone }) => (stands && milestone ? milestone.title : []))),
  ];
  const isOnlyMerged = pulls.length > 0 && pulls.every(({ released }) => released === null);
  return [
    ...(bases.length > 1 && bases.every(isPlain) ? [`in ${listed(bases)}`] : []),
    ...(isOnlyMerged && areMixed(evidence) ? ["not released yet"] : []),
    ...milestones
      .filter(isPlain)
      .slice(0, 1)
      .map((title) => `planned for ${title}`),
  ];
}

const mixed = new WeakMap<readonly PullRequest[], boolean>();

/** Of what is all released, or none of it, no line need say so. */
function areMixed(evidence: readonly PullRequest[]): boolean {
  const known =
    mixed.get(evidence) ??
    (evidence.some(({ released }) => released) && evidence.some(({ released }) => released === null));
  mixed.set(evidence, known);
  return known;
}
