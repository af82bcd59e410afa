import { piecesOf } from "./pieces.ts";

/** A text of any length: its head, then each of the runs for an equal share of what is left, then its end. */
export type Recipe = { head: string; runs: string[]; end: string };

export function textOf({ head, runs, end }: Recipe, length: number): string {
  const share = Math.max(0, length - head.length - end.length) / runs.length;
  return head + runs.map((run) => run.repeat(Math.floor(share / run.length))).join("") + end;
}

export function shown({ head, runs, end }: Recipe): string {
  const middle = runs.map((run) => `${JSON.stringify(run)} × n`);
  return [head && JSON.stringify(head), ...middle, end && JSON.stringify(end)].filter(Boolean).join(" + ");
}

/**
 * Texts that an expression may read for too long, made of its own pieces: a run that ends in a miss, behind what leads to it; two runs
 * behind one another; the same beginning again and again, each of which may read to the end; and near matches in a row.
 */
export function recipesFor(pattern: RegExp): Recipe[] {
  const { kinds, runs, starts } = piecesOf(pattern);
  const ends = ["", ...kinds];
  const simple = kinds.flatMap((kind) => ends.map((end) => recipe("", [kind], end)));
  const pairs = kinds.flatMap((one) => kinds.map((other) => recipe("", [one + other], "")));
  const behind = runs.flatMap(({ heads, pumps }) =>
    heads.flatMap((head) => pumps.flatMap((pump) => ends.map((end) => recipe(head, [pump], end)))),
  );
  const heads = [...new Set(runs.flatMap((run) => run.heads))].filter(Boolean);
  const pumps = [...new Set(runs.flatMap((run) => run.pumps))];
  const rows = starts.flatMap((start) => ["", " ", "\n"].map((gap) => recipe("", [start + gap], "")));
  const again = heads.flatMap((head) => [
    ...["", " ", "\n", "\0"].map((gap) => recipe("", [head + gap], "")),
    ...pumps.flatMap((pump) => [
      recipe("", [head, pump], ""),
      recipe("", [head + pump], ""),
      recipe("", [pump + head], ""),
    ]),
  ]);
  const twice = runs.flatMap(({ heads: before, pumps: own }) =>
    before.flatMap((head) =>
      own.flatMap((one) =>
        pumps
          .filter((other) => other !== one)
          .flatMap((other) => [recipe(head, [one, other], ""), recipe(head, [one + other], "\0")]),
      ),
    ),
  );
  return once([...simple, ...pairs, ...behind, ...rows, ...again, ...twice]);
}

function recipe(head: string, runs: string[], end: string): Recipe {
  return { head, runs, end };
}

function once(recipes: readonly Recipe[]): Recipe[] {
  return [...new Map(recipes.map((one) => [JSON.stringify([one.head, one.runs, one.end]), one])).values()];
}
