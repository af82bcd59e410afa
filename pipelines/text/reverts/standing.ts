/** A change to the product, and what it did to earlier ones. Ids are whatever tells them apart. */
export type Change = {
  id: string;
  undoes: readonly string[];
  restores: readonly string[];
  /** It brings nothing of its own: a revert, or bringing something back. */
  only: boolean;
  /** Called like this one, "again": the same once more, if that one is out by then. */
  again?: string | undefined;
  /** Merged before the window, or known by its title alone. */
  earlier: boolean;
};

export type Standing = {
  /** What the branch holds at the window's end, of what was merged in it. */
  stands: Set<string>;
  /** Of the window, and out again: what took it out last. */
  takenOutBy: Map<string, string>;
  /** Of the window: a pull request that took something older out, and what. The last one that did. */
  rolledBack: Map<string, string[]>;
  /** Of the window: a pull request that brought something older back, and what. */
  broughtBack: Map<string, string[]>;
  /** Of the window: one that brought back what is of the window, too; told with it. */
  relands: Map<string, string>;
  /** Those that bring nothing of their own. */
  only: Set<string>;
};

/** @param merged In the order in which they were merged, the earlier ones first; each knows only those before it. */
export function standingOf(merged: readonly Change[]): Standing {
  const changes = withTakenOut(merged);
  const branch = playBack(changes);
  const inWindow = changes.filter(({ earlier }) => !earlier);
  const before = playBack(changes.filter(({ earlier }) => earlier));
  const rolledBack = new Map<string, string[]>();
  const broughtBack = new Map<string, string[]>();
  const only = new Set(changes.filter((one) => one.only || branch.landedAgain.has(one.id)).map(({ id }) => id));
  for (const { id, earlier } of changes) {
    if (!earlier || only.has(id)) continue;
    const [was, is] = [before.holds.has(id), branch.holds.has(id)];
    const by = branch.changedBy.get(id);
    if (was === is || by === undefined) continue;
    const told = is ? broughtBack : rolledBack;
    told.set(by, [...(told.get(by) ?? []), id]);
  }
  const stands = new Set(inWindow.filter(({ id }) => branch.holds.has(id)).map(({ id }) => id));
  const relands = inWindow.flatMap(({ id, restores }) => {
    const first = only.has(id)
      ? [branch.landedAgain.get(id) ?? "", ...restores].find((one) => stands.has(one))
      : undefined;
    return first ? [[id, first] as const] : [];
  });
  const takenOut = inWindow.flatMap(({ id }) => {
    const by = branch.changedBy.get(id);
    return branch.holds.has(id) || by === undefined || by === id ? [] : [[id, by] as const];
  });
  return {
    stands,
    takenOutBy: new Map(takenOut),
    rolledBack,
    broughtBack,
    relands: new Map(relands),
    only,
  };
}

/** What the window brings back was out before it, even where nobody read who had taken it out. */
function withTakenOut(merged: readonly Change[]): readonly Change[] {
  const begin = merged.findIndex(({ earlier }) => !earlier);
  const earlier = new Set(merged.slice(0, Math.max(begin, 0)).map(({ id }) => id));
  const out: Change[] = [];
  const all = () => [...merged.slice(0, begin), ...out, ...merged.slice(begin)];
  for (let round = 0; round < earlier.size; round += 1) {
    const id = playBack(all()).inAlready.find((one) => earlier.has(one));
    if (id === undefined) break;
    out.push({ id: `${id}, taken out`, undoes: [id], restores: [], only: true, earlier: true });
  }
  return out.length > 0 ? all() : merged;
}

type Branch = {
  holds: Set<string>;
  /** What the last change was that put something in or took it out, other than its own merge. */
  changedBy: Map<string, string>;
  /** Called like something that was out: what each brought back. */
  landedAgain: Map<string, string>;
  /** Said to be brought back while nothing of it was out. */
  inAlready: string[];
};

/** What one merge does to the branch: what it puts in, and what it takes out. */
type Difference = ReadonlyMap<string, "in" | "out">;

/** Merges one after the other into a branch that holds what stands. As in git a revert is a difference turned round. */
function playBack(changes: readonly Change[]): Branch {
  const holds = new Set<string>();
  const changedBy = new Map<string, string>();
  const differences = new Map<string, Difference>();
  /** "Unrevert #22": to bring back what a revert took is to undo that one. */
  const isInForce = (difference: Difference): boolean =>
    [...difference].every(([id, way]) => way === "out" && !holds.has(id));
  const landedAgain = new Map<string, string>();
  const inAlready: string[] = [];
  const isIn = (difference: Difference = new Map()): boolean =>
    difference.size > 0 && [...difference].every(([id, way]) => way === "in" && holds.has(id));
  const outOf = (difference: Difference = new Map()): string | undefined =>
    [...difference].find(([each, way]) => way === "in" && !holds.has(each))?.[0];
  for (const { id, only, undoes, restores, again } of changes) {
    const line = again === undefined || only ? undefined : outOf(differences.get(again));
    if (line !== undefined) landedAgain.set(id, line);
    const own = line ?? (only ? undefined : id);
    const difference = new Map<string, "in" | "out">(own === undefined ? [] : [[own, "in"]]);
    const take = (other: string, turned: boolean) => {
      const theirs = differences.get(other) ?? new Map();
      const turn = turned || isInForce(theirs);
      for (const [each, way] of theirs) difference.set(each, turn ? turnRound(way) : way);
    };
    for (const undone of undoes) take(undone, true);
    for (const restored of restores) {
      if (isIn(differences.get(restored))) inAlready.push(restored);
      take(restored, false);
    }
    differences.set(id, difference);
    for (const [each, way] of difference) {
      if (holds.has(each) === (way === "in")) continue;
      if (way === "in") holds.add(each);
      else holds.delete(each);
      changedBy.set(each, id);
    }
  }
  return { holds, changedBy, landedAgain, inAlready };
}

const turnRound = (way: "in" | "out"): "in" | "out" => (way === "in" ? "out" : "in");
