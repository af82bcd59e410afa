import { expect, test } from "vitest";
import type { Merged } from "../../../pipelines/text/reverts/resolve.ts";
import { commitOf, shaOf, merged, told } from "../../support/merged.ts";

import fc from "../../support/chance.ts";

type Step = { what: "add" | "undo" | "restore"; pick: number; spelling: number };

const UNDOING: ((of: Merged) => [string, string])[] = [
  ({ title }) => [`Revert "${title}"`, ""],
  ({ title, ref }) => [`Revert "${title}"`, `Reverts ${ref}`],
  ({ title, number }) => [`Revert "${title} (#${number})"`, ""],
  ({ title }) => [`revert: ${title}`, ""],
  ({ number }) => [`Revert pull request ${number}`, ""],
  ({ number }) => [`Take ${number} out`, `This reverts #${number}, because of the contrast.`],
  ({ number }) => [`Remove ${number}`, `This reverts commit ${shaOf(number)}.`],
  ({ number }) => [`Drop ${number} for now`, `This reverts commit ${commitOf(number)}.`],
  ({ number }) => [`Back out #${number}`, "It was too slow."],
  ({ number }) => [
    `Remove feature ${number}`,
    `Why: too slow.\n\n- Reverts https://github.com/acme/harbor/pull/${number}`,
  ],
];
const RESTORING: ((of: Merged) => [string, string])[] = [
  ({ title }) => [`Reapply "${title}"`, ""],
  ({ title, number }) => [`Reland: ${title} (#${number})`, ""],
  ({ number }) => [`Second try of ${number}`, `Relands #${number}`],
  ({ number }) => [`Bring back #${number}`, ""],
  ({ title }) => [`${title} again`, ""],
];

const steps = fc.array(
  fc.record<Step>({
    what: fc.constantFrom("add", "undo", "undo", "restore"),
    pick: fc.nat(1_000),
    spelling: fc.nat(1_000),
  }),
  { minLength: 2, maxLength: 14 },
);

/** A branch as git would have it: features are lines, and every merge is a difference that may be turned round. */
function simulate(all: Step[]) {
  const pulls: Merged[] = [];
  const changes: Map<string, 1 | -1>[] = [];
  const holds = new Set<string>();
  const history: Set<string>[] = [];
  for (const [at, { what, pick, spelling }] of all.entries()) {
    const number = at + 1;
    const difference = new Map<string, 1 | -1>();
    let said: [string, string] = [`Add feature ${number} to the map`, ""];
    // Only what stands can be taken out, and only what is out can be brought back: git would refuse anything else.
    const whole = (place: number, turned: 1 | -1) =>
      [...(changes[place] ?? [])].every(([line, sign]) => holds.has(line) === (sign * turned === -1)) &&
      (changes[place]?.size ?? 0) > 0;
    const undoable = pulls.filter((_, place) => whole(place, -1));
    const restorable = pulls.filter(({ title }, place) => title.startsWith("Add feature") && whole(place, 1));
    if (what === "undo" && undoable.length > 0) {
      const target = undoable[pick % undoable.length] as Merged;
      said = (UNDOING[spelling % UNDOING.length] as (of: Merged) => [string, string])(target);
      for (const [line, sign] of changes[target.number - 1] ?? []) difference.set(line, sign === 1 ? -1 : 1);
    } else if (what === "restore" && restorable.length > 0) {
      const target = restorable[pick % restorable.length] as Merged;
      said = (RESTORING[spelling % RESTORING.length] as (of: Merged) => [string, string])(target);
      for (const [line, sign] of changes[target.number - 1] ?? []) difference.set(line, sign);
    } else {
      difference.set(`${number}`, 1);
    }
    for (const [line, sign] of difference) {
      if (sign === 1) holds.add(line);
      else holds.delete(line);
    }
    pulls.push(merged(number, said[0], said[1]));
    changes.push(difference);
    history.push(new Set(holds));
  }
  return { pulls, history };
}

const CHAINS = Number(process.env["FUZZ_CHAINS"] ?? 2_000);

test("what is told is what the branch holds, whatever was reverted, brought back and reverted again, in whatever words", () => {
  fc.assert(
    fc.property(steps, fc.nat(1_000), (all, cut) => {
      const { pulls, history } = simulate(all);
      const at = cut % pulls.length;
      const [before, after] = [history[at - 1] ?? new Set<string>(), history.at(-1) ?? new Set<string>()];
      const isNew = (line: string) => Number(line) > at;
      const sorted = (lines: string[]) => lines.map(Number).sort((a, b) => a - b);
      const { stands, out, back } = told(pulls.slice(at), pulls.slice(0, at));

      expect(stands).toEqual(sorted([...after].filter(isNew)));
      expect(sorted(out.map(String))).toEqual(sorted([...before].filter((line) => !after.has(line))));
      expect(sorted(back.map(String))).toEqual(sorted([...after].filter((line) => !isNew(line) && !before.has(line))));
    }),
    { numRuns: CHAINS },
  );
});
