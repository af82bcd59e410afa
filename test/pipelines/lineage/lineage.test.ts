import { afterAll, beforeAll, expect, test } from "vitest";
import { digestOf, sha256 } from "../../../webhooks/contract/digest.ts";
import type { RunLineage } from "../../../webhooks/contract/lineage.ts";
import type { ProvenanceEnvelope, ProvenanceKey } from "../../../webhooks/contract/provenance.ts";
import { verifyProvenance } from "../../../webhooks/contract/verify-provenance.ts";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { expectProblem } from "../../support/expect-problem.ts";
import { pulls } from "../../support/made-repository.ts";
import { goodWriter } from "../../support/model-server.ts";
import { API_KEY } from "../../support/pipelines.ts";

let world: AgentHouse;
let runId: string;

beforeAll(async () => {
  world = await agentHouse({ "acme/shop": pulls(6) }, { PROVENANCE_KEY: Buffer.alloc(32, 7).toString("base64") });
  const { run } = await world.run("acme/shop", goodWriter);
  runId = run.id;
});
afterAll(() => world?.close());

const lineage = async (query = "") => (await world.pipelines.get<RunLineage>(`/runs/${runId}/lineage${query}`)).body;

test("a run's pins are the digests of what it was made of", async () => {
  const told = await lineage();
  const { body: version } = await world.pipelines.get<{ hash: string; spec: { prompts: Record<string, string> } }>(
    "/run_templates/what-shipped@1",
  );
  const { body: run } = await world.pipelines.get<{ parameters: object; contract_hash: string }>(`/runs/${runId}`);

  expect(told.template).toEqual({
    name: "what-shipped",
    version: 1,
    ref: "what-shipped:production",
    hash: version.hash,
  });
  expect(told.prompts).toEqual(
    Object.fromEntries(Object.entries(version.spec.prompts).map(([name, text]) => [name, sha256(text)])),
  );
  expect(told.parameters_sha256).toBe(digestOf(run.parameters));
  expect([told.contract_hash, told.code.release]).toEqual([run.contract_hash, "0.1.0"]);
  expect(told.evidence?.pull_requests).toBe(6);
  expect(told.threads).toEqual([]);
});

test("a pull request is followed through its evidence, the calls that were told of it, and what was made of it", async () => {
  const { threads } = await lineage("?pr=acme%2Fshop%232&pr=acme%2Fshop%2399");
  const [second, unknown] = threads;
  expect(second).toMatchObject({
    pr: "acme/shop#2",
    pull: { author: expect.any(String) as string },
    line: { pr: "acme/shop#2" },
  });
  const writing = second!.calls.filter(({ kind }) => kind === "model");
  expect(writing.length).toBeGreaterThan(0);
  for (const call of writing) {
    const { body } = await world.pipelines.get<{ input: unknown; output: unknown }>(`/runs/${runId}/calls/${call.seq}`);
    expect(call.question_sha256).toBe(digestOf(body.input));
    expect(call.answer_sha256).toBe(digestOf(body.output));
    expect(JSON.stringify(body.input)).toContain("#2");
  }
  expect(unknown).toMatchObject({ pr: "acme/shop#99", pull: null, line: null, item: null, calls: [] });
});

test("what is no pull request, or too many of them, is refused", async () => {
  const ask = (query: string) => world.pipelines.get(`/runs/${runId}/lineage?${query}`);
  expectProblem(await ask("pr=shop"), 422, "invalid");
  const many = Array.from({ length: 201 }, (_, at) => `pr=acme%2Fshop%23${at + 1}`).join("&");
  expectProblem(await ask(many), 422, "invalid");
});

test("a statement verifies with the public key alone, and no other, and says what the report was made of", async () => {
  const { body: envelope } = await world.pipelines.get<ProvenanceEnvelope>(`/runs/${runId}/provenance`);
  const { body: key } = await world.pipelines.get<ProvenanceKey>("/provenance/key");
  const told = await lineage();

  const read = verifyProvenance(envelope, key.public_key_pem);
  if (!read.ok) throw new Error(read.because);
  expect(read.keyid).toBe(key.keyid);
  expect(read.statement.subject).toContainEqual({ name: "report", digest: { sha256: told.report?.sha256 } });
  expect(read.statement.predicate.buildDefinition.resolvedDependencies).toContainEqual({
    name: "evidence",
    digest: { sha256: told.evidence?.sha256 },
  });
  const artifact = await fetch(`${world.pipelines.url}/api/v1/artifacts/${told.report?.sha256}`, {
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  expect(sha256(await artifact.text())).toBe(told.report?.sha256);

  const changed = Buffer.from(envelope.payload, "base64").toString().replace("what-shipped@1", "what-shipped@2");
  const forged = { ...envelope, payload: Buffer.from(changed).toString("base64") };
  expect(verifyProvenance(forged, key.public_key_pem)).toEqual({
    ok: false,
    because: "was not signed by this key, or was changed since",
  });
  expect(verifyProvenance({ nothing: true }, key.public_key_pem)).toMatchObject({ ok: false });
  expect(verifyProvenance(envelope, "no key")).toMatchObject({ ok: false });
});

test("an export has the run, its version, its steps, every call and both artifacts, a line each", async () => {
  const answer = await fetch(`${world.pipelines.url}/api/v1/runs/${runId}/export`, {
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
  const lines = (await answer.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; seq?: number; sha256?: string; text?: string });
  const { body } = await world.pipelines.get<{ calls: { seq: number }[] }>(`/runs/${runId}/calls`);

  expect([...new Set(lines.map(({ type }) => type))]).toEqual(["run", "version", "step", "call", "artifact"]);
  expect(lines.filter(({ type }) => type === "call").map(({ seq }) => seq)).toEqual(body.calls.map(({ seq }) => seq));
  const artifacts = lines.filter(({ type }) => type === "artifact");
  expect(artifacts).toHaveLength(2);
  for (const { sha256: name, text = "" } of artifacts) expect(sha256(text)).toBe(name);
});
