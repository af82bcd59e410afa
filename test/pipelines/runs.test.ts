import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../webhooks/contract/digest.ts";
import { event as eventSchema, type Event } from "../../webhooks/contract/events.ts";
import type { EvidencePreview } from "../../webhooks/contract/evidence.ts";
import type { CheckAnswer } from "../../webhooks/contract/finding.ts";
import type { ParametersInput } from "../../webhooks/contract/parameters.ts";
import type { ProblemDetails } from "../../webhooks/contract/problem.ts";
import type { StepAnswer, TriggerAnswer } from "../../webhooks/contract/runs.ts";
import { MADE_WEEK, pulls } from "../support/made-repository.ts";
import { eventAt, RUNS, triggerOf } from "../support/pipelines.ts";
import { startMadeWorld, type MadeWorld } from "../support/made-world.ts";
import { expectSigned } from "../support/expect-signed.ts";

const ODD = [{ ...pulls(1)[0]!, title: "feat: bear \u0000 odd text", body: "null \u0000 and half \ud83d" }];

let world: MadeWorld;
let github: MadeWorld["github"];
let callbacks: MadeWorld["callbacks"];
let pipelines: MadeWorld["pipelines"];

beforeAll(async () => {
  world = await startMadeWorld({ "acme/shop": pulls(8), "acme/odd": ODD });
  ({ github, callbacks, pipelines } = world);
});

afterAll(() => world?.end());

const over = (repo: string, more: Partial<ParametersInput> = {}): ParametersInput => ({
  sources: [{ repo }],
  date_range: MADE_WEEK,
  ...more,
});
const shop = (more: Partial<ParametersInput> = {}) => over("acme/shop", more);

test("a run that completes tells whoever asked, once, signed and with the token as bearer", async () => {
  const { runId, path, token } = await pipelines.start({ parameters: shop(), callbacks });
  const event = eventSchema.parse(await eventAt(callbacks, path)) as Event & { type: "run.completed" };
  const run = await pipelines.runIs(runId, "delivered", ({ report_back }) => report_back.state === "delivered");

  expect(event).toMatchObject({
    type: "run.completed",
    contract: 1,
    request_id: path.slice(1),
    pipeline_run_id: runId,
  });
  expect(run).toMatchObject({ state: "completed", attempt: 1, timeframe: MADE_WEEK, metrics: event.results.metrics });
  expect(event.results.metrics).toMatchObject({ preflight_merged_pr_count: 8, model_calls: 0, cost_usd: 0 });
  expect(event.results.summary_message).toContain("#1");
  expect(event.results.ledger).toHaveLength(8);
  expect(event.results.sources).toEqual([{ repo: "acme/shop", visibility: "public" }]);
  const [delivery, ...more] = callbacks.at(path);
  expect(more).toEqual([]);
  expect(delivery?.headers.authorization).toBe(`Bearer ${token}`);
  expect(delivery?.headers["webhook-id"]).toBe(`msg_${runId}`);
  expectSigned(delivery!);
});

test("the run reads what the preview has shown", async () => {
  const asked = { parameters: shop() };
  const { body: preview } = await pipelines.post<EvidencePreview>("/run_templates/what-shipped/evidence", asked);
  const { path } = await pipelines.start({ ...asked, callbacks });
  const event = (await eventAt(callbacks, path)) as Event & { type: "run.completed" };

  expect(event.results.evidence_digest).toBe(preview.evidence_digest);
});

test("a policy that names one field changes that class alone", async () => {
  const ledgerWith = async (policy?: ParametersInput["policy"]) => {
    const { path } = await pipelines.start({ parameters: shop({ policy }), callbacks });
    const { results } = (await eventAt(callbacks, path)) as Event & { type: "run.completed" };
    return new Map(results.ledger.map(({ pr, disposition }) => [pr, disposition]));
  };
  const [usual, changed] = [await ledgerWith(), await ledgerWith({ dependencies: "omit" })];

  const dependencies = ["acme/shop#3", "acme/shop#7"];
  expect(dependencies.map((pr) => usual.get(pr))).toEqual(["grouped", "grouped"]);
  expect(changed).toEqual(new Map([...usual, ...dependencies.map((pr) => [pr, "omitted"] as const)]));
});

test("the same key with the same body is the same run; with another body it is refused", async () => {
  const requestId = randomUUID();
  const trigger = triggerOf(requestId, callbacks.url("/same"), randomBytes(32).toString("base64url"), shop());
  const key = { "idempotency-key": requestId };

  const twice = await Promise.all([
    pipelines.post<TriggerAnswer>(RUNS, trigger, key),
    pipelines.post<TriggerAnswer>(RUNS, trigger, key),
  ]);
  const later = await pipelines.post<TriggerAnswer>(RUNS, trigger, key);
  const other = await pipelines.post<ProblemDetails>(RUNS, { ...trigger, parameters: shop({ tone: "warm" }) }, key);
  const keyless = await pipelines.post<ProblemDetails>(RUNS, trigger);

  expect(new Set([...twice, later].map(({ status, body }) => `${status} ${body.run_id}`)).size).toBe(1);
  expect(later).toMatchObject({ status: 202, body: { template: { name: "what-shipped", version: 1 } } });
  expect(later.headers.get("location")).toBe(`/api/v1/runs/${later.body.run_id}`);
  expect(other).toMatchObject({
    status: 422,
    body: { code: "invalid", detail: expect.stringMatching(/Idempotency-Key/) },
  });
  expect(keyless).toMatchObject({ status: 400, body: { code: "bad_request" } });
  await eventAt(callbacks, "/same");
});

test("a dry run reports back at once and reads nothing", async () => {
  const before = (await github.lists("acme/shop")).length;
  const { path } = await pipelines.start({ parameters: shop(), callbacks, dryRun: true });

  expect(await eventAt(callbacks, path)).toMatchObject({
    type: "run.nothing_to_report",
    results: { reason: "dry_run", timeframe: MADE_WEEK },
  });
  expect(await github.lists("acme/shop")).toHaveLength(before);
});

test("nothing merged, all ignored and could not read are three different answers", async () => {
  const quiet = { since: "2026-02-02T00:00:00Z", until: "2026-02-09T00:00:00Z" };
  const later = { since: "2026-03-09T00:00:00Z", until: "2026-03-16T00:00:00Z" };
  const ignored_prs = pulls(8).map(({ number }) => `Acme/SHOP#${number}`);
  const eventOf = async (parameters: ParametersInput) =>
    eventAt(callbacks, (await pipelines.start({ parameters, callbacks })).path);

  for (const date_range of [quiet, later]) {
    expect(await eventOf(shop({ date_range }))).toMatchObject({
      type: "run.nothing_to_report",
      results: { reason: "nothing_merged", metrics: { model_calls: 0, preflight_merged_pr_count: 0 } },
    });
  }
  expect(await eventOf(shop({ ignored_prs }))).toMatchObject({
    type: "run.nothing_to_report",
    results: { reason: "all_ignored", metrics: { model_calls: 0 } },
  });
  const unread = await eventOf(over("acme/gone"));
  expect(unread).toMatchObject({ type: "run.failed", artifact_uri: null, problem: { code: "not_found" } });
  const { problem } = unread as Event & { type: "run.failed" };
  expect(problem.message).toContain("acme/gone");
  expect(problem.remedy).toMatch(/^\S.{8,}/);
});

test("a branch that is not there fails the run and says so, also that of a second source", async () => {
  const quiet = { since: "2026-02-02T00:00:00Z", until: "2026-02-09T00:00:00Z", time_zone: "UTC" };
  const wrong = { repo: "acme/shop", base_branch: "mian" };
  for (const parameters of [
    over("", { sources: [wrong], date_range: quiet }),
    over("", { sources: [{ repo: "acme/odd" }, wrong] }),
  ]) {
    const { path } = await pipelines.start({ parameters, callbacks });

    const event = eventSchema.parse(await eventAt(callbacks, path));

    expect(event).toMatchObject({
      type: "run.failed",
      problem: {
        code: "not_found",
        message: "acme/shop has no branch “mian”.",
        remedy: "Choose one that it has, such as main.",
      },
    });
  }
});

test("a branch of another name is followed, and named in the event", async () => {
  const { path } = await pipelines.start({
    parameters: shop({ sources: [{ repo: "acme/shop", base_branch: "master" }] }),
    callbacks,
  });

  const { results } = eventSchema.parse(await eventAt(callbacks, path)) as Event & { type: "run.completed" };

  expect(results.ledger).toHaveLength(8);
  expect(results.notes).toEqual([
    "In acme/shop, master is called main now: what was merged under either name is read.",
  ]);
});

test("runs are listed newest first, and by state", async () => {
  const one = await pipelines.start({ parameters: over("acme/gone"), callbacks });
  const other = await pipelines.start({ parameters: shop(), callbacks });
  await Promise.all([eventAt(callbacks, one.path), eventAt(callbacks, other.path)]);
  const idsOf = async (query: string) =>
    (await pipelines.get<{ runs: { id: string }[] }>(`/runs${query}`)).body.runs.map(({ id }) => id);

  expect(await idsOf("?limit=2")).toEqual([other.runId, one.runId]);
  expect(await idsOf("?state=failed&limit=1")).toEqual([one.runId]);
  expect(await idsOf("?state=failed")).not.toContain(other.runId);
});

test("a text is checked against what its run has read, by the digest of its bytes", async () => {
  const { runId, path } = await pipelines.start({ parameters: shop(), callbacks });
  const { results } = (await eventAt(callbacks, path)) as Event & { type: "run.completed" };
  const check = async (markdown: string) =>
    (await pipelines.post<CheckAnswer>(`/runs/${runId}/checks`, { markdown })).body;

  expect(await check(results.summary_message)).toEqual({
    checked_digest: sha256(results.summary_message),
    findings: results.findings,
  });
  const { findings } = await check(`${results.summary_message}\n- Nobody wrote this (#999)\n`);
  expect(findings.flatMap(({ severity, prs }) => (severity === "fault" ? prs : []))).toEqual(["acme/shop#999"]);

  const failed = await pipelines.start({ parameters: over("acme/gone"), callbacks });
  await eventAt(callbacks, failed.path);
  const refused = await pipelines.post<ProblemDetails>(`/runs/${failed.runId}/checks`, { markdown: "- x" });
  expect(refused).toMatchObject({ status: 409, body: { code: "conflict" } });
});

test("a title that no database keeps does not keep the week from being told", async () => {
  const { path } = await pipelines.start({ parameters: over("acme/odd"), callbacks });
  expect(await eventAt(callbacks, path)).toMatchObject({ type: "run.completed" });
});

test("a failed run ends its running step as failed, with the reason", async () => {
  const { runId, path } = await pipelines.start({ parameters: over("acme/gone"), callbacks });
  await eventAt(callbacks, path);

  const { body } = await pipelines.get<{ steps: StepAnswer[] }>(`/runs/${runId}/steps`);
  expect(statesOf(body.steps)).toMatchObject({ resolve: "failed" });
  // What was never come to does not wait.
  expect(body.steps.map(({ name }) => name)).toEqual(["resolve", "report_back"]);
  expect(body.steps[0]?.detail).toContain("acme/gone");
});

function statesOf(steps: readonly StepAnswer[]): Record<string, StepAnswer["state"]> {
  return Object.fromEntries(steps.map(({ name, state }) => [name, state]));
}
