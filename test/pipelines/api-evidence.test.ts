import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canonicalJson, sha256 } from "../../webhooks/contract/digest.ts";
import { evidencePreview, type EvidencePreview } from "../../webhooks/contract/evidence.ts";
import type { ParametersInput } from "../../webhooks/contract/parameters.ts";
import { MADE_WEEK, pulls } from "../support/made-repository.ts";
import { API_KEY, eventAt, RUNS, triggerOf } from "../support/pipelines.ts";
import { until } from "../support/until.ts";
import { expectProblem } from "../support/expect-problem.ts";
import { startListedWorld, type MadeWorld } from "../support/made-world.ts";
import { previewOf } from "../support/preview-of.ts";

const TEMPLATE = "/run_templates/what-shipped";

let world: MadeWorld;
let github: MadeWorld["github"];
let callbacks: MadeWorld["callbacks"];
let pipelines: MadeWorld["pipelines"];

beforeAll(async () => {
  world = await startListedWorld();
  ({ github, callbacks, pipelines } = world);
});

afterAll(() => world?.end());

const shop = (more: Partial<ParametersInput> = {}): ParametersInput => ({
  sources: [{ repo: "acme/shop" }],
  date_range: MADE_WEEK,
  ...more,
});

test("a preview is complete, with its proof and its digest", async () => {
  const { status, body } = await previewOf(pipelines, { parameters: shop() });

  expect(status).toBe(200);
  const preview = evidencePreview.parse(body);
  expect(preview.timeframe).toEqual(MADE_WEEK);
  expect(preview.coverage).toEqual({ pages: 1, seen: 12, in_window: 12, excluded: 0 });
  expect(preview.pull_requests.map(({ number }) => number)).toEqual(pulls(12).map(({ number }) => number));
  expect(preview.evidence_digest).toBe(sha256(canonicalJson(preview.pull_requests)));
});

test("a slow GitHub makes a preview that one asks for again, at an address that comes with it", async () => {
  await github.fault("/repos/acme/slow/pulls", "slow", { delay_ms: 3_600 });
  const asked = await pipelines.post<{ id: string }>(`${TEMPLATE}/evidence`, {
    parameters: shop({ sources: [{ repo: "acme/slow" }] }),
  });

  expect(asked.status).toBe(202);
  expect(asked.headers.get("location")).toBe(`/api/v1/evidence/${asked.body.id}`);
  const ready = await until("preview", async () => {
    const answer = await pipelines.ask<EvidencePreview>("GET", asked.headers.get("location")!);
    expect([200, 202]).toContain(answer.status);
    return answer.status === 200 && answer.body;
  });
  expect(ready.coverage.in_window).toBe(5);
});

test("what keeps a preview from being read is said in words", async () => {
  const gone = { parameters: shop({ sources: [{ repo: "acme/gone" }] }) };
  const missing = expectProblem(await previewOf(pipelines, gone), 404, "not_found");
  expect(missing.detail).toContain("acme/gone");

  await github.fault("/repos/acme/slow/pulls", "403-primary", { retry_after_s: 3_600 });
  const slow = { parameters: shop({ sources: [{ repo: "acme/slow" }] }) };
  const limited = expectProblem(await previewOf(pipelines, slow), 429, "rate_limited");
  expect(limited.detail).toMatch(/rate limit/);

  const secret = { parameters: shop({ sources: [{ repo: "acme/secret" }] }) };
  const refused = expectProblem(await pipelines.post(`${TEMPLATE}/evidence`, secret), 422, "invalid");
  expect(refused.details).toEqual([expect.objectContaining({ path: "parameters.sources.0.repo" })]);
});

test("the pickers show the repositories that may be read, their branches with the default first, and their tags", async () => {
  const { body } = await pipelines.get<{ repositories: { repo: string }[] }>("/repositories");
  expect(body.repositories.map(({ repo }) => repo).sort()).toEqual(["acme/shop", "acme/slow"]);

  const branches = await pipelines.get("/repositories/acme/shop/branches");
  expect(branches.body).toEqual({ branches: ["main"], default_branch: "main", complete: true });

  const tags = await pipelines.get("/repositories/acme/shop/tags");
  expect(tags.body).toEqual({ tags: [], complete: true });
  expectProblem(await pipelines.get("/repositories/acme/secret/tags"), 404, "not_found");
  expectProblem(await pipelines.get("/repositories/acme/secret/branches"), 404, "not_found");
  expectProblem(await pipelines.get("/repositories/acme/gone/branches"), 404, "not_found");
  expectProblem(await pipelines.get("/repositories/acme/no%20name/branches"), 422, "invalid");
});

test("a run whose result would go elsewhere, or that has no key, is not started", async () => {
  const token = "t".repeat(43);
  const elsewhere = triggerOf(randomUUID(), "http://127.0.0.1:1/hook", token, shop());
  const refused = await pipelines.post(RUNS, elsewhere, { "idempotency-key": "elsewhere" });
  expect(expectProblem(refused, 422, "invalid").details).toEqual([expect.objectContaining({ path: "callback_url" })]);

  const here = triggerOf(randomUUID(), callbacks.url("/hook"), token, shop());
  expectProblem(await pipelines.post(RUNS, here), 400, "bad_request");
  expectProblem(await pipelines.post(RUNS, here, { "idempotency-key": "k".repeat(201) }), 400, "bad_request");
  expectProblem(await pipelines.post(RUNS, { ...here, contract: 2 }, { "idempotency-key": "new" }), 422, "invalid");
  expect((await pipelines.get("/runs")).body).toEqual({ runs: [] });
});

test("an artifact is the bytes that its name is the SHA-256 of", async () => {
  const { runId, path } = await pipelines.start({ parameters: shop(), callbacks });
  const event = await eventAt(callbacks, path);
  const address = event.artifact_uri ?? "";

  const response = await fetch(address, { headers: { authorization: `Bearer ${API_KEY}` } });
  const bytes = new Uint8Array(await response.arrayBuffer());

  expect(address).toBe(`${pipelines.url}/api/v1/artifacts/${sha256(bytes)}`);
  expect((await pipelines.run(runId)).artifact_uri).toBe(address);
  const whole = JSON.parse(Buffer.from(bytes).toString("utf8")) as { evidence_sha256: string };
  const evidence = await pipelines.ask<string>("GET", `/api/v1/artifacts/${whole.evidence_sha256}`);
  expect(sha256(evidence.body)).toBe(whole.evidence_sha256);
  expectProblem(await pipelines.get(`/artifacts/${"0".repeat(64)}`), 404, "not_found");
});
