import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ParametersInput } from "../../../webhooks/contract/parameters.ts";
import { validateAnswer, type ValidateAnswer } from "../../../webhooks/contract/validation.ts";
import { contractHash } from "../../../webhooks/contract/schemas.ts";
import { isSentence } from "../../support/expect-problem.ts";
import { lookedAt } from "../../support/looked-at.ts";
import { MADE_WEEK, pulls } from "../../support/made-repository.ts";
import { startMadeWorld, type MadeWorld } from "../../support/made-world.ts";

const VALIDATE = "/run_templates/what-shipped/validate";
const DAY_MS = 24 * 3_600_000;

let world: MadeWorld;
beforeAll(async () => {
  world = await startMadeWorld({ "acme/shop": pulls(4), "acme/secret": pulls(1) }, (callbacks) => ({
    GITHUB_REPOSITORIES: "acme/shop acme/gone",
    CALLBACK_ORIGINS: callbacks.url(""),
    OPENAI_BASE_URL: "http://127.0.0.1:9/v1",
    LLM_MODELS: "writer",
    LLM_PRICES: '{"writer": {"input": 1, "output": 4}}',
    BUDGET_DAY_USD: "0",
  }));
  await lookedAt(world.pipelines);
});
afterAll(() => world?.end());

const shop = (more: object = {}) => ({
  sources: [{ repo: "acme/shop" }],
  date_range: MADE_WEEK,
  llm_model: "rules",
  ...more,
});
const body = (more: object = {}, request: object = {}) => ({ parameters: shop(more), ...request });
const days = (from: number, to: number) => ({
  date_range: {
    since: new Date(Date.now() + from * DAY_MS).toISOString(),
    until: new Date(Date.now() + to * DAY_MS).toISOString(),
  },
});

const BROKEN: [string, object, [path: string, code: string]][] = [
  ["no parameters", { parameters: null }, ["parameters", "invalid_type"]],
  ["a key that there is not", body({ colour: "red" }), ["parameters", "unrecognized_keys"]],
  ["no source", body({ sources: [] }), ["parameters.sources", "too_small"]],
  ["a name that is none", body({ sources: [{ repo: "shop" }] }), ["parameters.sources.0.repo", "invalid_format"]],
  ["what may not be read", body({ sources: [{ repo: "acme/secret" }] }), ["parameters.sources.0.repo", "not_allowed"]],
  ["what is not there", body({ sources: [{ repo: "acme/gone" }] }), ["parameters.sources.0.repo", "no_repository"]],
  [
    "a branch that is not there",
    body({ sources: [{ repo: "acme/shop", base_branch: "mian" }] }),
    ["parameters.sources.0.base_branch", "no_branch"],
  ],
  [
    "the same source twice",
    body({ sources: [{ repo: "acme/shop" }, { repo: "Acme/Shop" }] }),
    ["parameters.sources.1.repo", "twice"],
  ],
  ["a window to come", body(days(1, 8)), ["parameters.date_range.since", "future"]],
  ["a window that ends first", body(days(-1, -8)), ["parameters.date_range.until", "custom"]],
  ["a model that there is not", body({ llm_model: "oracle" }), ["parameters.llm_model", "unknown_model"]],
  ["too many rounds", body({ max_iterations: 99 }), ["parameters.max_iterations", "too_big"]],
  ["an address that is none", body({}, { callback_url: "ftp://pulse.example/" }), ["callback_url", "invalid_format"]],
  [
    "an address that gets no results",
    body({}, { callback_url: "http://evil.example/" }),
    ["callback_url", "not_allowed"],
  ],
  ["a contract that nobody knows", body({}, { contract_hash: "0".repeat(64) }), ["contract_hash", "unknown_contract"]],
  [
    "a rule of a policy that cannot be kept",
    body({
      policy: {
        rules: [{ when: [{ what: "paths", how: "any", values: ["docs/"] }], then: "cite", section: "Nowhere" }],
      },
    }),
    ["parameters.policy.rules.0.section", "no_section"],
  ],
];

const validate = async (asked: object): Promise<ValidateAnswer> => {
  const { status, body: answer } = await world.pipelines.post<ValidateAnswer>(VALIDATE, asked);
  expect(status).toBe(200);
  return validateAnswer.parse(answer);
};

test.each(BROKEN)("%s is told at its place, with what mends it, and writes nothing", async (_what, asked, expected) => {
  const before = await rowCounts();
  const answer = await validate(asked);
  expect(answer.compatible).toBe(false);
  expect(answer.details.map(({ path, code }) => [path, code])).toEqual([expected]);
  expect([answer.details[0]?.message, answer.details[0]?.fix]).toEqual([isSentence, isSentence]);
  expect(await rowCounts()).toEqual(before);
});

test("each of them has an answer of its own", () => {
  expect(new Set(BROKEN.map(([, , answer]) => answer.join(" "))).size).toBe(BROKEN.length);
  expect(BROKEN.length).toBeGreaterThanOrEqual(14);
});

test("what can be run is told with its window, steps and price, and everything that was looked at", async () => {
  const request = { callback_url: world.callbacks.url("/here"), contract_hash: contractHash };
  const answer = await validate(body({}, request));
  expect(answer).toMatchObject({
    compatible: true,
    details: [],
    resolved: { timeframe: MADE_WEEK, llm_model: "rules", max_steps: 42 },
    estimate: null,
  });
  const stands = Object.fromEntries(answer.checks.map(({ what, ok }) => [what, ok]));
  // Nothing answers at the address of the model, as the last look found.
  expect(stands).toEqual({
    version: true,
    contract: true,
    sources: true,
    secrets: null,
    budget: true,
    github: null,
    model: false,
  });
  expect(answer.checks.find(({ what }) => what === "secrets")?.message).toBe(
    "GITHUB_TOKEN and OPENAI_API_KEY are not set.",
  );
});

test("a budget that is used up is told by the words that the run would be refused with", async () => {
  const { compatible, estimate, checks } = await validate(body({ llm_model: "writer" }));
  expect([compatible, estimate?.refused?.message]).toEqual([true, isSentence]);
  expect(checks.find(({ what }) => what === "budget")).toMatchObject({
    ok: false,
    code: "budget",
    message: estimate?.refused?.message,
    fix: estimate?.refused?.remedy,
    refuses: false,
  });
});

test("without the network nobody outside is asked, and what was not asked is not taken for a yes", async () => {
  const before = (await world.github.asked()).length;
  const { compatible, checks, notes } = await validate(body({ sources: [{ repo: "acme/gone" }] }, { network: false }));
  expect([compatible, notes]).toEqual([true, []]);
  expect(checks.find(({ what }) => what === "sources")).toMatchObject({ ok: null, code: "not_asked" });
  expect((await world.github.asked()).length).toBe(before);
});

test("a run is refused by the same words as its validation", async () => {
  const asked: ParametersInput = { sources: [{ repo: "acme/secret" }], date_range: MADE_WEEK };
  const { details } = await validate({ parameters: asked, network: false });
  const trigger = {
    request_id: "018f0000-0000-7000-8000-000000000000",
    webhook_token: "t".repeat(43),
    parameters: asked,
  };
  const { body: refused } = await world.pipelines.post<{ details: unknown }>(
    "/run_templates/what-shipped/runs",
    { ...trigger, callback_url: world.callbacks.url("/x") },
    { "idempotency-key": "refused" },
  );
  expect(refused.details).toEqual(details);
});

async function rowCounts(): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string; rows: number }>`
    select table_name as name,
      (xpath('//c/text()', query_to_xml(format('select count(*) as c from %I.%I', table_schema, table_name),
        false, true, '')))[1]::text::int as rows
    from information_schema.tables where table_schema = 'pipelines' and table_type = 'BASE TABLE'
      and table_name <> 'held_jobs'
    order by 1`.execute(world.connection.db);
  return Object.fromEntries(rows.map(({ name, rows: count }) => [name, count]));
}
