import { afterAll, beforeAll, expect, test } from "vitest";
import type { GithubClient } from "../../../pipelines/github/client.ts";
import { dispatch } from "../../../pipelines/report/agent/dispatch.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { until } from "../../support/until.ts";
import { HARBOR, MADE, live, lookUps, call, TOOL_NAMES } from "./look-ups.ts";

let world: Awaited<ReturnType<typeof lookUps>>;

beforeAll(async () => void (world = await lookUps()));

afterAll(() => world.close());

test("a pull request is read with its numbers", async () => {
  const { told, ...outcome } = await world.ask("read_pull_request", { pr: "#1209" });

  expect(outcome).toMatchObject({ outcome: "done", detail: "+45 −41 in 2 files", prs: ["acme/harbor#1209"] });
  expect(told).toMatchObject({ pr: "#1209", author: "devin-ai-integration[bot]", additions: 45, changed_files: 2 });
  expect(told).toEqual({
    pr: "#1209",
    title: expect.any(String),
    author: expect.any(String),
    labels: expect.any(Array),
    merged_at: expect.any(String),
    additions: 45,
    deletions: 41,
    changed_files: 2,
    body: expect.any(String),
  });
});

test("changed files are listed, the product first", async () => {
  const { told, detail } = await world.ask("list_changed_files", { pr: "#1209" });

  expect(detail).toBe("2 files");
  expect(told).toMatchObject({ pr: "#1209", changed_files: 2 });
  expect(told["files"]).toMatch(/^packages\/eta\/\S+ \+\d+ -\d+\npackages\/eta\/test\/fixed-clock\.ts \+\d+ -\d+$/);
});

test("a diff is read, whole or of one file", async () => {
  const whole = await world.ask("read_diff", { pr: "#1209", path: null });
  const one = await world.ask("read_diff", { pr: "#1209", path: "packages/eta/test/fixed-clock.ts" });

  expect(whole.told["diff"].match(/^packages\/eta\//gm)).toHaveLength(2);
  expect(one.told["diff"]).toMatch(/^packages\/eta\/test\/fixed-clock\.ts \+\d+ -\d+\n@@ /);
  expect(one.told["diff"].match(/^packages\/eta\//gm)).toHaveLength(1);
  expect(whole.detail).toMatch(/^\d+ characters from 2 files$/);
  expect((await world.ask("read_diff", { pr: "#1209", path: "" })).told).toEqual(whole.told);
});

test("a linked issue is read", async () => {
  const { told, ...outcome } = await world.ask("read_issue", { issue: "#1192" });

  expect(outcome).toMatchObject({ outcome: "done", detail: "Search by order number", prs: ["acme/harbor#1192"] });
  expect(told).toMatchObject({ issue: "#1192", title: "Search by order number", state: "open", labels: ["feature"] });
});

test("a pull request without changes has an empty diff and no files", async () => {
  expect((await world.ask("read_diff", { pr: "#5", path: null }, [MADE])).told).toEqual({
    pr: "#5",
    left_out: null,
    diff: "",
  });
  expect((await world.ask("list_changed_files", { pr: "#5" }, [MADE])).told).toMatchObject({
    changed_files: 0,
    files: "",
  });
});

test("with several repositories a reference names its own, in any case of letters", async () => {
  const both = [HARBOR, { repo: "acme/harbor-web", base_branch: "main" }];

  const { told, prs } = await world.ask("read_pull_request", { pr: "Acme/HARBOR#1209" }, both);

  expect(prs).toEqual(["acme/harbor#1209"]);
  expect(told["pr"]).toBe("acme/harbor#1209");
  expect(await world.ask("read_pull_request", { pr: "acme/harbor#1209" })).toMatchObject({ outcome: "done" });
});

const PR = "pr: The pull request as the evidence writes it, such as #12 or owner/repo#12.";

test.each([
  ["an unknown tool", "post_to_slack", { text: "Hi" }, `There is no tool post_to_slack. The tools are ${TOOL_NAMES}.`],
  ["a tool of the server that is not for writers", "pull_request_read", {}, "There is no tool pull_request_read."],
  ["a name that every object has", "constructor", {}, "There is no tool constructor."],
  ["no name", "", {}, "There is no tool without a name."],
  ["broken JSON", "read_issue", '{"issue": "#12', "The arguments of read_issue are not JSON. It takes one object with"],
  ["no arguments at all", "read_issue", "", "The arguments of read_issue are not JSON."],
  ["a missing key", "read_diff", { pr: "#1209" }, "The arguments of read_diff do not fit: path: "],
  ["a key too many", "read_pull_request", { pr: "#1", repo: "x" }, 'do not fit: Unrecognized key: "repo".'],
  ["a wrong type, with the right way told", "read_pull_request", { pr: 12 }, PR],
  ["a list", "read_pull_request", [], "The arguments of read_pull_request do not fit: "],
  [
    "no reference",
    "read_pull_request",
    { pr: "the last one" },
    "“the last one” names no pull request or issue of this",
  ],
  ["number nought", "read_pull_request", { pr: "#0" }, "“#0” names no pull request or issue of this run."],
  ["a path in the name", "read_pull_request", { pr: "acme/../evil#1" }, "Write it as #12."],
  [
    "a foreign repository",
    "read_issue",
    { issue: "evil/x#1" },
    "evil/x is not one of this run's repositories. They are acme/harbor.",
  ],
  ["one that only begins alike", "read_diff", { pr: "acme/harbor-web#1", path: null }, "acme/harbor-web is not one of"],
])("%s is denied with what is allowed, and GitHub is not asked", async (_, name, args, sentence) => {
  const before = (await world.requests()).length;

  const { told, ...outcome } = await world.ask(name, args);

  expect(outcome).toMatchObject({ outcome: "denied", prs: [] });
  expect(told["denied"]).toContain(sentence);
  expect(told["denied"].startsWith(outcome.detail)).toBe(true);
  expect(outcome.detail.length).toBeLessThanOrEqual(160);
  expect(await world.requests()).toHaveLength(before);
});

test("a bare number is denied where there are several repositories", async () => {
  const both = [HARBOR, { repo: "acme/harbor-web", base_branch: "main" }];

  const { outcome, told } = await world.ask("read_pull_request", { pr: "#1209" }, both);

  expect(outcome).toBe("denied");
  expect(told["denied"]).toContain("Write it as acme/harbor#12.");
});

test("a tool that the run does not allow is as unknown as any other", async () => {
  const deps = { github: world.client, sources: [HARBOR] };
  const wanted = call("read_diff", { pr: "#1209", path: null });

  const some = await dispatch(wanted, { ...deps, allowed: ["read_issue"] }, live);
  const none = await dispatch(wanted, { ...deps, allowed: [] }, live);

  expect(some).toMatchObject({ outcome: "denied", detail: "There is no tool read_diff." });
  expect(some.content).toContain("The tools are read_issue.");
  expect(none.content).toContain("There is no tool read_diff. This run has none.");
});

test("an abort under a call throws the signal's own reason", async () => {
  const stop = new AbortController();
  const reason = new Error("Stopped by Mira.");
  await world.fault("hang");

  const hanging = dispatch(
    call("read_pull_request", { pr: "#1209" }),
    { github: world.client, sources: [HARBOR] },
    stop.signal,
  );
  const ended = expect(hanging).rejects.toBe(reason);
  await until("request at GitHub", world.faultsAreSpent);
  stop.abort(reason);

  await ended;
});

test("an abort before a call, or in the moment between, throws it too and leaves nothing behind", async () => {
  const stop = new AbortController();
  const deps = { github: world.client, sources: [HARBOR] };

  const begun = dispatch(call("read_pull_request", { pr: "#1209" }), deps, stop.signal);
  stop.abort();

  await expect(begun).rejects.toBe(stop.signal.reason);
  await expect(dispatch(call("no_such_tool", {}), deps, stop.signal)).rejects.toBe(stop.signal.reason);
});

test("an abort wins over a failure that comes with it, and a bug is not taken for a failure", async () => {
  const stop = new AbortController();
  const failing = (error: Error) => ({ issue: () => Promise.reject(error) }) as unknown as GithubClient;
  const wanted = call("read_issue", { issue: "#1" });
  const github = {
    issue: async () => {
      stop.abort();
      throw new Problem("upstream", "GitHub cannot be reached.", "Try again.");
    },
  } as unknown as GithubClient;

  await expect(dispatch(wanted, { github, sources: [HARBOR] }, stop.signal)).rejects.toBe(stop.signal.reason);
  await expect(dispatch(wanted, { github: failing(new TypeError("bug")), sources: [HARBOR] }, live)).rejects.toThrow(
    TypeError,
  );
});
