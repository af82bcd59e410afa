import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pipelinesClient } from "../../../app/pipelines-client.ts";
import { keepContract } from "../../../db/pipelines/contracts.ts";
import { digestOf } from "../../../webhooks/contract/digest.ts";
import type { ParametersInput } from "../../../webhooks/contract/parameters.ts";
import type { TriggerAnswer } from "../../../webhooks/contract/runs.ts";
import { contractHash } from "../../../webhooks/contract/schemas.ts";
import { changedContract, type AnySchema } from "../../support/changed-contract.ts";
import { expectProblem } from "../../support/expect-problem.ts";
import { lookedAt } from "../../support/looked-at.ts";
import { MADE_WEEK, pulls } from "../../support/made-repository.ts";
import { startMadeWorld, type MadeWorld } from "../../support/made-world.ts";
import { API_KEY, RUNS, triggerOf } from "../../support/pipelines.ts";

let world: MadeWorld;
beforeAll(async () => {
  world = await startMadeWorld({ "acme/shop": pulls(3) });
  await lookedAt(world.pipelines);
});
afterAll(() => world?.end());

const shop = (more: Partial<ParametersInput> = {}): ParametersInput => ({
  sources: [{ repo: "acme/shop" }],
  date_range: MADE_WEEK,
  ...more,
});

/** A contract that these pipelines know of a release before or after them. */
async function known(change: (contract: AnySchema) => void, since = "2020-01-01T00:00:00Z"): Promise<string> {
  const schemas = changedContract(change);
  const hash = digestOf(schemas);
  await keepContract(world.connection.db, { hash, schemas, release: "0.0.9" });
  await world.database.run(`update pipelines.contracts set known_since = '${since}' where hash = '${hash}'`);
  return hash;
}

const parametersIn = (contract: AnySchema) => contract["trigger"]!.properties!["parameters"]!.properties!;

function trigger(contract_hash: string, parameters: object = shop(), key: string = randomUUID()) {
  const asked = triggerOf(key, world.callbacks.url(`/${key}`), "t".repeat(43), parameters as ParametersInput);
  return world.pipelines.post<TriggerAnswer>(RUNS, { ...asked, contract_hash }, { "idempotency-key": key });
}

test("a release keeps its contract at its start, under its own hash, for ever", async () => {
  const rows = await world.connection.db.selectFrom("pipelines.contracts").selectAll().execute();
  expect(rows).toMatchObject([{ hash: contractHash, release: "0.1.0" }]);
  expect(digestOf(rows[0]!.schemas)).toBe(contractHash);
  await expect(world.connection.db.updateTable("pipelines.contracts").set({ release: "9" }).execute()).rejects.toThrow(
    "permission denied",
  );
});

test("a sender with the same contract, or with none, is asked nothing; one that only lacks what is new is noted", async () => {
  const older = await known((contract) => void delete parametersIn(contract)["show_released"]);

  const same = await trigger(contractHash);
  expect([same.status, same.body.notes]).toEqual([202, []]);
  const { status, body } = await trigger(older);
  const note = "The sender was built against another contract, which differs by 1 addition alone.";
  expect([status, body.notes]).toEqual([202, [note]]);
  expect(await world.pipelines.run(body.run_id)).toMatchObject({ contract_hash: contractHash, contract_note: note });
});

test("a request that the other contract would break is a conflict that names each field and the side to deploy", async () => {
  const behind = await known((contract) => {
    parametersIn(contract)["mood"] = { type: "string" };
    parametersIn(contract)["tone"]!.enum!.push("shouting");
  });
  const problem = expectProblem(await trigger(behind, { ...shop(), mood: "good", tone: "shouting" }), 409, "conflict");
  expect(problem.details).toEqual([
    {
      path: "parameters.mood",
      code: "breaking_gone",
      message: "There is no parameters.mood any more.",
      fix: "Deploy the sender: it is behind the pipelines.",
    },
    {
      path: "parameters.tone",
      code: "narrowing_values",
      message: "parameters.tone takes no more: shouting.",
      fix: "Deploy the sender: it is behind the pipelines.",
    },
  ]);
  expect((await trigger(behind, shop())).body.notes).toEqual([
    "The sender was built against another contract; of what differs nothing concerns this request.",
  ]);
  const evidence = { parameters: { ...shop(), mood: "good" }, contract_hash: behind };
  expectProblem(await world.pipelines.post("/run_templates/what-shipped/evidence", evidence), 409, "conflict");
});

test("where the sender's contract came later, it is the pipelines that are to be deployed; events that it cannot read stop any run", async () => {
  const ahead = await known((contract) => {
    const empty = contract["event"]!.oneOf![1]!.properties!["results"]!;
    empty.properties!["reason"]!.enum = ["nothing_merged"];
  }, "2090-01-01T00:00:00Z");
  const { details } = expectProblem(await trigger(ahead), 409, "conflict");
  expect(details).toMatchObject([
    {
      path: "event(run.nothing_to_report).results.reason",
      code: "narrowing_values",
      fix: "Deploy the pipelines: they are behind the sender.",
    },
  ]);
});

test("a contract that is not known is a conflict that says how to go on, and nothing is begun", async () => {
  const runs = async () => (await world.pipelines.get<{ runs: { id: string }[] }>("/runs?limit=100")).body.runs;
  const before = (await runs()).map(({ id }) => id);
  const { details } = expectProblem(await trigger("0".repeat(64)), 409, "conflict");
  expect(details).toMatchObject([{ path: "contract_hash", code: "unknown_contract" }]);
  expect(details![0]!.fix).toContain(contractHash);
  expect((await runs()).map(({ id }) => id)).toEqual(before);
  expectProblem(await trigger("no hash"), 422, "invalid");
});

test("a request that is tried again by a sender of another release is the same run", async () => {
  const older = await known((contract) => void delete parametersIn(contract)["context"]);
  const key = randomUUID();
  const first = await trigger(contractHash, shop(), key);
  expect((await trigger(older, shop(), key)).body.run_id).toBe(first.body.run_id);
  expect((await trigger("1".repeat(64), shop(), key)).body.run_id).toBe(first.body.run_id);
});

const client = (send: typeof fetch = fetch) =>
  pipelinesClient({ url: world.pipelines.url, apiKey: API_KEY, fetch: send });

/** As if these pipelines had never heard of the app's contract, and theirs were this. */
function strangers(theirs: AnySchema | null) {
  const sent: Record<string, unknown>[] = [];
  const send: typeof fetch = async (url, init) => {
    if (String(url).endsWith("/schema") && theirs) return Response.json(theirs);
    if (init?.method !== "POST") return fetch(url, init);
    const body = JSON.parse(String(init.body)) as Record<string, unknown>;
    sent.push(body);
    const isOwn = body["contract_hash"] === contractHash;
    if (theirs && isOwn)
      return fetch(url, { ...init, body: JSON.stringify({ ...body, contract_hash: "2".repeat(64) }) });
    const { contract_hash: _, ...rest } = body;
    if (!theirs && isOwn) {
      const detail = {
        path: "",
        code: "unrecognized_keys",
        message: 'Unrecognized key: "contract_hash"',
        fix: "Remove it.",
      };
      const problem = { type: "x", title: "invalid", status: 422, detail: "No.", code: "invalid", remedy: "Mend it." };
      return Response.json({ ...problem, details: [detail] }, { status: 422 });
    }
    return fetch(url, { ...init, body: JSON.stringify(rest) });
  };
  return { sent, client: client(send) };
}

const asked = (parameters: ParametersInput) => {
  const request_id = randomUUID();
  return [
    { contract: 1, request_id, callback_url: world.callbacks.url("/x"), webhook_token: "t".repeat(43), parameters },
    request_id,
    null,
  ] as const;
};

test("the app names its contract; where the pipelines do not know it, it reads theirs and goes on by its name", async () => {
  expect((await client().trigger(...asked(shop()))).notes).toEqual([]);

  const behind = changedContract((contract) => void delete parametersIn(contract)["context"]);
  const { sent, client: app } = strangers(behind);
  const { run_id } = await app.trigger(...asked(shop()));
  expect(run_id).toMatch(/^[0-9a-f-]{36}$/);
  expect(sent.map((one) => one["contract_hash"])).toEqual([contractHash, digestOf(behind)]);
});

test("where that would not do, the app says which fields, and that the pipelines are to be deployed", async () => {
  const behind = changedContract((contract) => void delete parametersIn(contract)["context"]);
  const { client: app, sent } = strangers(behind);
  await expect(app.trigger(...asked(shop({ context: "For Ada." })))).rejects.toMatchObject({
    code: "conflict",
    message: "The pipelines are behind this Pulse. There is no parameters.context any more.",
    remedy: "Deploy the pipelines from the release of the app.",
    details: [{ path: "parameters.context", code: "breaking_gone" }],
  });
  expect(sent).toHaveLength(1);
});

test("pipelines from before the handshake are asked without it", async () => {
  const { client: app, sent } = strangers(null);
  await app.trigger(...asked(shop()));
  expect(sent.map((one) => "contract_hash" in one)).toEqual([true, false]);
});
