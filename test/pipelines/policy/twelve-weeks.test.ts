import { expect, test } from "vitest";
import type { Lesson } from "../../../pipelines/policies/learn/lessons.ts";
import { proposalsFrom } from "../../../pipelines/policies/learn/propose.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { PolicyParts } from "../../../webhooks/contract/policy.ts";
import { changedPolicy } from "../../../webhooks/contract/proposed-change.ts";
import { taughtWeek } from "../../support/taught.ts";

/*
 * Twelve weeks of one team. An editor with a taste that stays the same corrects each draft: puts in what is missing and takes out what
 * is too much. In a hundred pull requests a few slip through, by a seed. Beside: the same editor, whose proposals nobody accepts.
 */
const WEEKS = 12;
const SLIPS = 0.03;

const lies = (folder: string) => (pr: PullRequest) => pr.files?.every(({ path }) => path.startsWith(folder)) === true;
const isUpdate = ({ author }: PullRequest) => author.kind === "dependency_bot";
/** Tells dependency updates and the guides, and nothing of the helpers; what Pulse takes for the product it tells. */
const touches = (folder: string) => (pr: PullRequest) => pr.files?.some(({ path }) => path.startsWith(folder)) === true;
const wants = (pr: PullRequest): boolean =>
  isUpdate(pr) || lies("docs/")(pr) || (touches("src/")(pr) && !/^(?:internal|refactor):/.test(pr.title));

function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

type Week = { edits: number; accepted: string[] };

function editedWeeks(accepts: boolean, seed: number): Week[] {
  const chance = chanceFrom(seed);
  let policy: PolicyParts = {};
  const done: { told: Set<string>; takenOut: Set<string> }[] = [];
  return Array.from({ length: WEEKS }, (_, at): Week => {
    const draft = taughtWeek(at, () => true, { held: policy });
    const drafted = new Set(draft.filter(({ is_told }) => is_told).map(({ pr }) => pr.ref));
    const told = new Set(draft.filter(({ pr }) => wants(pr) !== chance() < SLIPS).map(({ pr }) => pr.ref));
    const takenOut = new Set([...drafted].filter((ref) => !told.has(ref)));
    const putIn = [...told].filter((ref) => !drafted.has(ref));
    done.push({ told, takenOut });
    const lessons = done.flatMap((week, earlier): Lesson[] =>
      taughtWeek(earlier, ({ ref }) => week.told.has(ref), {
        held: policy,
        takenOut: ({ ref }) => week.takenOut.has(ref),
      }),
    );
    const proposals = accepts ? proposalsFrom(lessons, policy) : [];
    policy = proposals.reduce((now, { change }) => changedPolicy(now, change), policy);
    return { edits: takenOut.size + putIn.length, accepted: proposals.map(({ text }) => text) };
  });
}

const sum = (weeks: readonly Week[]) => weeks.reduce((total, { edits }) => total + edits, 0);

test.each([1, 2, 3])("an editor with a fixed taste edits a fraction once proposals are accepted (seed %i)", (seed) => {
  const [accepting, refusing] = [editedWeeks(true, seed), editedWeeks(false, seed)];
  if (process.env["SHOW_FIGURES"]) {
    const edits = (weeks: readonly Week[]) => weeks.map((week) => String(week.edits).padStart(3)).join("");
    console.log(`seed ${seed}: edits a week\n  accepting ${edits(accepting)}\n  without   ${edits(refusing)}`);
    for (const [at, { accepted }] of accepting.entries()) {
      for (const text of accepted) console.log(`  after week ${at + 1}: ${text}`);
    }
  }
  expect(sum(accepting.slice(-6))).toBeLessThan(sum(accepting.slice(0, 2)));
  expect(sum(accepting.slice(-6))).toBeLessThan(sum(refusing.slice(-6)) / 4);
  expect(accepting.flatMap(({ accepted }) => accepted).length).toBeLessThanOrEqual(6);
});
