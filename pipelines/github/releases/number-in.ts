/** @source GitHub: "Merge pull request #12 from …" for a merge, "Title (#12)" for a squash or a rebase by its buttons. */
const MERGE = /^Merge pull request #([1-9]\d{0,9}) from /;
const BEHIND = /\(#([1-9]\d{0,9})\)$/;

/** The pull request that a commit says it came with. */
export function pullNumberIn(firstLine: string): number | undefined {
  const number = MERGE.exec(firstLine)?.[1] ?? BEHIND.exec(firstLine.trimEnd())?.[1];
  return number === undefined ? undefined : Number(number);
}
