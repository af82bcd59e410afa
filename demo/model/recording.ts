import type { Tone, ToldPull } from "./task.ts";
import harbor from "./texts/harbor.json" with { type: "json" };
import harborWeb from "./texts/harbor-web.json" with { type: "json" };
import orders from "./texts/orders.json" with { type: "json" };

/** What is written about one pull request of the demo's repositories. Where a tone has no words of its own, the neutral ones serve. */
export type Recorded = {
  number: number;
  /** As the evidence shows it: what was written holds for this pull request and no other of its number. */
  title: string;
  /** Where it belongs, when the evidence says it less well. */
  area?: string;
  neutral: string;
  warm?: string;
  celebratory?: string;
  terse: string;
  opening?: Opening;
};
/** One sentence of an opening, true wherever its item stands. The lowest rank is told first. */
type Opening = { rank: number } & Record<Exclude<Tone, "terse">, string>;

const demo: Recordings = [harbor, harborWeb];
/** With what a test of a model has written. */
const recordings: Recordings = [...demo, orders];
type Recordings = { repository: string; pulls: Recorded[] }[];

export const repositories = demo.map(({ repository }) => repository);

const byReference = new Map(
  recordings.flatMap(({ repository, pulls }) =>
    pulls.map((pull) => [`${repository}#${pull.number}`, pull] as [string, Recorded]),
  ),
);
const byText = new Map(
  [...byReference.values()].flatMap((pull) =>
    [pull.neutral, pull.warm, pull.celebratory, pull.terse].map((text) => [text, pull] as const),
  ),
);

export function recordedOf({ pr, title }: ToldPull, sources: readonly string[]): Recorded | undefined {
  const found = byReference.get(pr.startsWith("#") ? `${sources[0]}${pr}` : pr);
  return found?.title === title ? found : undefined;
}

/** Whose text an item says; undefined when somebody else wrote it. */
export function recordedAs(text: string): Recorded | undefined {
  return byText.get(text);
}

/** Behind every pull request that an opening may speak of. */
const LAST = 9;
export const rankOf = (recorded: Recorded | undefined): number => recorded?.opening?.rank ?? LAST;
