import { expect, test } from "vitest";
import { acrossBranches } from "../../../pipelines/text/reverts/across-branches.ts";
import { picksIn } from "../../../pipelines/text/reverts/picks.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { pull } from "../../support/pulls.ts";

const at = { repo: "acme/harbor", number: 20 };

test.each<[string, string, object[]]>([
  ["a number behind it", "Keep the order (backport #9)", [{ number: 9 }]],
  ["in a sentence", "This is an automatic backport of pull request #9 done by a bot.", [{ number: 9 }]],
  ["a commit", "(cherry picked from commit 0a1b2c3d4e)", [{ sha: "0a1b2c3d4e" }]],
  ["as Kubernetes does", "Automated cherry pick of #9: keep the order", [{ number: 9 }]],
  ["several", "Backports #9 and #10 to 1.4", [{ number: 9 }, { number: 10 }]],
  ["its own number", "Backport #20", []],
  ["another repository's", "Backport of acme/web#9", []],
  ["nothing of the kind", "Backporting is described in #9", []],
])("what is picked is read: %s", (_what, line, named) => {
  expect(picksIn(["Some title", line], at)).toEqual(named);
});

const on = (base_branch: string, number: number, title: string, more: Partial<PullRequest> = {}) =>
  pull(number, title, { base_branch, ...more });
const files = (...paths: string[]) => ({ files: paths.map((path) => ({ path, additions: 1, deletions: 0 })) });
const read = (...pulls: [PullRequest, ...object[]][]) =>
  acrossBranches(pulls.map(([one, ...picks]) => ({ pull: one, picks })));
const told = (pulls: PullRequest[]) =>
  pulls.map(({ number, fate, branches }) => [number, fate?.is ?? "", fate?.of[0]?.ref ?? "", branches ?? []]);

test("a pick of a pick is told with the first, which knows all branches", () => {
  const pulls = read(
    [on("main", 1, "Keep the order")],
    [on("release/2", 2, "Something else"), { number: 1 }],
    [on("release/1", 3, "[1.x] Keep the order"), { number: 2 }],
  );

  expect(told(pulls)).toEqual([
    [1, "", "", ["main", "release/2", "release/1"]],
    [2, "copy", "acme/harbor#1", []],
    [3, "copy", "acme/harbor#1", []],
  ]);
});

test("a release branch may have it first: what is named counts, not the time", () => {
  const pulls = read([on("release/1", 1, "Backport"), { number: 2 }], [on("main", 2, "Keep the order")]);

  expect(told(pulls)).toEqual([
    [1, "copy", "acme/harbor#2", []],
    [2, "", "", ["main", "release/1"]],
  ]);
});

test("without a word of it, the same title and the same files are the same change; one of them alone is not", () => {
  const same = { ...files("src/queue.ts", "src/queue.test.ts") };
  const [twin, titled, filed, short] = [
    read([on("main", 1, "Keep the order", same)], [on("release/1", 2, "Keep the order (#2)", files("src/queue.ts"))]),
    read([on("main", 1, "Keep the order", same)], [on("release/1", 2, "Keep the order", files("src/other.ts"))]),
    read([on("main", 1, "Keep the order", same)], [on("release/1", 2, "Mend the queue", same)]),
    read([on("main", 1, "Tests", same)], [on("release/1", 2, "Tests", same)]),
  ];

  expect(told(twin)[1]).toEqual([2, "copy", "acme/harbor#1", []]);
  for (const pulls of [titled, filed, short]) expect(told(pulls)[1]).toEqual([2, "", "", []]);
});

test("what was taken back on its branch is told for itself on the other, and one branch alone is left as it is", () => {
  const undone = { fate: { is: "undone" as const, of: [] } };
  expect(told(read([on("main", 1, "Keep the order", undone)], [on("release/1", 2, "Pick"), { number: 1 }]))).toEqual([
    [1, "undone", "", []],
    [2, "", "", []],
  ]);
  expect(told(read([on("main", 1, "Keep the order")], [on("main", 2, "Pick"), { number: 1 }]))).toEqual([
    [1, "", "", []],
    [2, "", "", []],
  ]);
});

test("picks that name each other in a circle lose nothing", () => {
  const pulls = read([on("main", 1, "One way"), { number: 2 }], [on("release/1", 2, "Another"), { number: 1 }]);

  expect(pulls.map(({ number }) => number)).toEqual([1, 2]);
  expect(pulls.filter(({ fate }) => fate?.is === "copy").length).toBeLessThan(2);
});

test("thousands on two branches are told apart at once", () => {
  const one = (at: number) =>
    on(at % 2 ? "main" : "release/1", at, `Keep the order of ${Math.ceil(at / 2)}`, files("a.ts"));
  const pulls = read(...Array.from({ length: 4_000 }, (_, at): [PullRequest] => [one(at + 1)]));

  expect(pulls.filter(({ fate }) => fate?.is === "copy").length).toBe(2_000);
});
