import type { PullRequest } from "../../../webhooks/contract/evidence.ts";

type Parity = {
  /** Undone inside the window, or the one that undid it: neither is in the product because of this window. */
  cancelled: Set<string>;
  /** Merged, and undone again before the window ended. */
  undone: Set<string>;
  /** Undoes something from before the window, and still stands. */
  rollsBack: Set<string>;
};

/** What is left when every revert of the window has met what it undoes. A revert of a revert brings the first one back. */
export function revertParity(evidence: readonly PullRequest[]): Parity {
  const order = inMergedOrder(evidence);
  const place = new Map(order.map(({ ref }, index) => [ref, index]));
  const undone = new Set<string>();
  const inWindow = new Set<string>();
  // From the last to the first: whether a revert stands is known before what it undoes is looked at.
  for (const [index, { ref, reverts }] of [...order.entries()].reverse()) {
    const target = reverts === null ? undefined : place.get(reverts);
    if (reverts === null || target === undefined || target >= index) continue;
    inWindow.add(ref);
    if (!undone.has(ref)) undone.add(reverts);
  }
  const rollsBack = order.filter(({ ref, reverts }) => reverts && !inWindow.has(ref) && !undone.has(ref));
  return {
    undone,
    cancelled: new Set([...undone, ...inWindow]),
    rollsBack: new Set(rollsBack.map(({ ref }) => ref)),
  };
}

export function inMergedOrder(pulls: readonly PullRequest[]): PullRequest[] {
  return [...pulls].sort(
    (a, b) => Date.parse(a.merged_at) - Date.parse(b.merged_at) || a.number - b.number || (a.ref < b.ref ? -1 : 1),
  );
}
