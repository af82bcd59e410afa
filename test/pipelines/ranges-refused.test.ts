import { afterAll, beforeAll, expect, test } from "vitest";
import { evidencePreview } from "../../webhooks/contract/evidence.ts";
import type { ParametersInput } from "../../webhooks/contract/parameters.ts";
import { eventAt } from "../support/pipelines.ts";
import { expectProblem } from "../support/expect-problem.ts";
import { startMadeWorld, type MadeWorld } from "../support/made-world.ts";
import { previewOf } from "../support/preview-of.ts";
import { DOCK_TAGS, hourOf, releasedRepository } from "../support/released-repository.ts";

const PLENTY = Array.from({ length: 4_995 }, (_, at) => ({ name: `nightly-${at}`, pull: 1 }));

let world: MadeWorld;

beforeAll(async () => {
  const files = [
    releasedRepository({ tags: [...DOCK_TAGS, { name: "v1.5.0-final", pull: 7 }, ...PLENTY] }),
    releasedRepository({ repo: "acme/pier", tags: [], releases: [] }),
    releasedRepository({ repo: "acme/quay", tags: [{ name: "v1.4.0", pull: 2 }], releases: [] }),
    releasedRepository({
      repo: "acme/slip",
      tags: [{ name: "v0.1.0-beta.1", pull: 2 }],
      releases: [{ tag: "v0.1.0-beta.1", published_at: hourOf(19), prerelease: true }],
    }),
  ];
  world = await startMadeWorld({}, undefined, files);
});

afterAll(() => world?.end());

const on = (repo: string, base_branch = "main") => ({ repo: `acme/${repo}`, base_branch });
const ranged = (range: object, ...sources: ParametersInput["sources"]) => ({
  parameters: { sources: sources.length > 0 ? sources : [on("dock")], range },
});
const since = (tag: string, ...sources: ParametersInput["sources"]) => ranged({ since_release: tag }, ...sources);
const between = (from_tag: string, to_tag: string) => ranged({ from_tag, to_tag });
const SHA = "a".repeat(40);

test.each([
  ["a tag that is gone", since("v9.9.9"), 404, "not_found", "no_tag", /^acme\/dock has no tag v9\.9\.9\.$/],
  ["a draft of a release", since("v1.6.0"), 404, "not_found", "draft_release", /is a draft of a release/],
  ["two branches", between("v1.4.1", "v1.5.0"), 422, "invalid", "two_branches", /on two branches, which parted on/],
  ["an end before its beginning", between("v1.5.0", "v1.4.0"), 422, "invalid", "backwards", /v1\.4\.0 .* is older/],
  ["one commit", between("v1.5.0", "v1.5.0-final"), 422, "invalid", "same_commit", /stand at the same commit/],
  ["no release yet", since("latest", on("quay")), 404, "not_found", "no_release", /^acme\/quay has no release yet\.$/],
  ["pre-releases alone", since("latest", on("slip")), 404, "not_found", "no_release", /yet, only pre-releases\.$/],
  ["no tags", since("v1.4.0", on("pier")), 404, "not_found", "no_tags", /^acme\/pier has no tags at all\.$/],
])("%s is answered with what it is, and what there is instead", async (_what, body, status, code, why, message) => {
  const problem = expectProblem(await previewOf(world.pipelines, body), status, code as "invalid");

  expect(problem.detail).toMatch(message);
  expect(problem.details).toEqual([expect.objectContaining({ code: why, fix: expect.stringMatching(/\S.{8,}\.$/) })]);
});

test("a range of the wrong shape is refused before anything is asked for", async () => {
  const of = async (parameters: object) => {
    const asked = { parameters: { sources: [on("dock")], ...parameters } };
    return expectProblem(await world.pipelines.post("/run_templates/what-shipped/evidence", asked), 422, "invalid")
      .details;
  };

  expect(await of({ range: { from_tag: "v1", to_tag: "v1" } })).toMatchObject([{ path: "parameters.range.to_tag" }]);
  expect(await of({ range: { from_tag: "v1" } })).toMatchObject([{ path: "parameters.range.to_tag" }]);
  expect(await of({ range: {} })).toMatchObject([{ path: "parameters.range" }]);
  expect(await of({ range: { since_release: "v1", from_tag: "a", to_tag: "b" } })).toMatchObject([{}]);
  expect(await of({ range: { since_release: "no blanks" } })).toMatchObject([
    { path: "parameters.range.since_release" },
  ]);
  const both = { date_range: { since: hourOf(1), until: hourOf(9) }, range: { since_release: "latest" } };
  expect(await of(both)).toMatchObject([{ path: "parameters.range" }]);
});

test("each source has its own tags, and what is wrong with several is said at once", async () => {
  const found = await previewOf(world.pipelines, since("latest", on("dock"), on("dock", "release/1.4")));
  const { ranges } = evidencePreview.parse(found.body);
  expect(ranges?.map(({ base_branch, from }) => [base_branch, from.tag])).toEqual([
    ["main", "v1.5.0"],
    ["release/1.4", "v1.4.1"],
  ]);

  const sources = [on("pier"), on("dock"), on("slip")];
  const problem = expectProblem(await previewOf(world.pipelines, since("v1.4.0", ...sources)), 404, "not_found");
  expect(problem.details?.map(({ code }) => code)).toEqual(["no_tags", "no_tag"]);
  expect(problem.detail).toMatch(/acme\/pier has no tags at all\. acme\/slip has no tag v1\.4\.0\./);
});

test("a pre-release that is named is a beginning like any other, and 5,000 tags take no longer", async () => {
  const before = (await world.github.asked()).length;
  const { body } = await previewOf(world.pipelines, since("v1.6.0-rc.1"));
  const { pull_requests, ranges } = evidencePreview.parse(body);

  expect(ranges).toMatchObject([{ from: { tag: "v1.6.0-rc.1" }, commits: 0 }]);
  expect(pull_requests).toEqual([]);
  const whole = evidencePreview.parse((await previewOf(world.pipelines, since("v1.4.0"))).body);
  expect(whole.pull_requests.map(({ number, released }) => [number, released?.tag ?? null])).toEqual([
    [3, "v1.5.0"],
    [4, "v1.5.0"],
    [7, "v1.5.0"],
    [8, null],
    [9, null],
  ]);
  expect((await world.github.asked()).length - before).toBeLessThan(40);
});

test("a tag that moved since somebody looked keeps a run from reading another range than they saw", async () => {
  const { pipelines, callbacks, github } = world;
  const { body } = await previewOf(pipelines, since("v1.4.0"));
  const [range] = evidencePreview.parse(body).ranges ?? [];
  const seen = [{ repo: "acme/dock", tag: "v1.4.0", sha: range!.from.sha }];
  const parameters = { sources: [on("dock")], range: { since_release: "v1.4.0", seen } };

  const still = await pipelines.start({ parameters, callbacks });
  expect(await eventAt(callbacks, still.path)).toMatchObject({ type: "run.completed" });

  await github.moveTag("acme/dock", "v1.4.0", 3);
  const moved = await pipelines.start({ parameters, callbacks });
  expect(await eventAt(callbacks, moved.path)).toMatchObject({
    type: "run.failed",
    problem: { code: "conflict", message: expect.stringMatching(/^The tag v1\.4\.0 of acme\/dock was moved/) },
  });
  await github.moveTag("acme/dock", "v1.4.0", null);
  const problem = expectProblem(await previewOf(pipelines, since("v1.4.0")), 404, "not_found");
  expect(problem.detail).toBe("The tag v1.4.0 of acme/dock is gone, though its release is there.");
  await github.moveTag("acme/dock", "v1.4.0", 2);
  const other = { sources: [on("dock")], range: { since_release: "v1.4.0", seen: [{ ...seen[0]!, sha: SHA }] } };
  expectProblem(await previewOf(pipelines, { parameters: other }), 409, "conflict");
});

test("nothing lies between a release and a branch that has not gone on: that is an answer", async () => {
  const { pipelines, callbacks } = world;
  const { path } = await pipelines.start({
    parameters: since("latest", on("dock", "release/1.5")).parameters,
    callbacks,
  });

  expect(await eventAt(callbacks, path)).toMatchObject({
    type: "run.nothing_to_report",
    results: { reason: "nothing_merged", ranges: [{ from: { tag: "v1.5.1" }, commits: 0 }] },
  });
});
