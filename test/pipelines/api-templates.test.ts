import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { ParametersInput } from "../../webhooks/contract/parameters.ts";
import type { RepositoryAnswer } from "../../webhooks/contract/repositories.ts";
import { templateAnswer } from "../../webhooks/contract/runs.ts";
import { type ValidateAnswer } from "../../webhooks/contract/validation.ts";
import { contractSchemas } from "../../webhooks/contract/schemas.ts";
import { MADE_WEEK } from "../support/made-repository.ts";
import { expectProblem, isSentence } from "../support/expect-problem.ts";
import { startListedWorld, type MadeWorld } from "../support/made-world.ts";
import { triggerOf } from "../support/pipelines.ts";
import { previewOf } from "../support/preview-of.ts";
import { lookedAt } from "../support/looked-at.ts";

const TEMPLATE = "/run_templates/what-shipped";
const DAY_MS = 24 * 3_600_000;

let world: MadeWorld;
let connection: MadeWorld["connection"];
let github: MadeWorld["github"];
let pipelines: MadeWorld["pipelines"];

beforeAll(async () => {
  world = await startListedWorld();
  ({ connection, github, pipelines } = world);
  await lookedAt(pipelines);
});

afterAll(() => world?.end());

const shop = (more: Partial<ParametersInput> = {}): ParametersInput => ({
  sources: [{ repo: "acme/shop" }],
  date_range: MADE_WEEK,
  ...more,
});

test("a run template is found by name, by version and by tag, and each time it is the same one", async () => {
  const { body } = await pipelines.get<{ run_templates: unknown[] }>("/run_templates");
  const [only] = z.array(templateAnswer).length(1).parse(body.run_templates);

  expect(only).toMatchObject({ name: "what-shipped", version: 1, tags: ["production"] });
  expect(only?.hash).toMatch(/^[0-9a-f]{64}$/);
  for (const ref of ["what-shipped", "what-shipped@1", "what-shipped:production", "what-shipped%3Aproduction"]) {
    expect((await pipelines.get(`/run_templates/${ref}`)).body).toEqual(only);
  }
});

test("an unknown run template is a problem that says where to look, whatever is asked of it", async () => {
  for (const ref of ["nothing", "what-shipped@2", "what-shipped@0", "what-shipped:beta", "what-shipped@1x", "a%00b"]) {
    const problem = expectProblem(await pipelines.get(`/run_templates/${ref}`), 404, "not_found", ref);
    expect(problem.remedy).toContain("/api/v1/run_templates");
  }
  expectProblem(await pipelines.get("/run_templates/nothing/schema"), 404, "not_found");
  for (const what of ["evidence", "validate", "runs"]) {
    const key = { "idempotency-key": `nothing ${what}` };
    const body =
      what === "runs" ? triggerOf(randomUUID(), world.callbacks.url("/nothing"), "t".repeat(40), shop()) : {};
    expectProblem(await pipelines.post(`/run_templates/nothing/${what}`, body, key), 404, "not_found");
  }
});

test("the schema of a template is the contract's, as JSON Schema", async () => {
  const { body } = await pipelines.get(`${TEMPLATE}/schema`);
  expect(body).toEqual(JSON.parse(JSON.stringify(contractSchemas())));
});

const tomorrow = new Date(Date.now() + DAY_MS).toISOString();
const nextWeek = new Date(Date.now() + 8 * DAY_MS).toISOString();
const inverted = { since: MADE_WEEK.until, until: MADE_WEEK.since };

test.each<[string, unknown, [path: string, code: string][]]>([
  ["nothing at all", null, [["parameters", "invalid_type"]]],
  ["an unknown key", { ...shop(), colour: "red" }, [["parameters", "unrecognized_keys"]]],
  ["no source", shop({ sources: [] }), [["parameters.sources", "too_small"]]],
  ["a bad repository", shop({ sources: [{ repo: "shop" }] }), [["parameters.sources.0.repo", "invalid_format"]]],
  ["an unknown model", shop({ llm_model: "oracle" }), [["parameters.llm_model", "unknown_model"]]],
  [
    "a window that has not begun",
    shop({ date_range: { since: tomorrow, until: nextWeek } }),
    [["parameters.date_range.since", "future"]],
  ],
  ["a window that ends first", shop({ date_range: inverted }), [["parameters.date_range.until", "custom"]]],
  [
    "a repository that may not be read",
    shop({ sources: [{ repo: "acme/secret" }] }),
    [["parameters.sources.0.repo", "not_allowed"]],
  ],
  [
    "the same repository twice",
    shop({ sources: [{ repo: "acme/shop" }, { repo: "Acme/Shop", base_branch: "main" }] }),
    [["parameters.sources.1.repo", "twice"]],
  ],
  [
    "all of it together",
    {
      ...shop({ llm_model: "oracle", date_range: inverted, max_iterations: 99 }),
      sources: [{ repo: "acme/secret" }, { repo: "shop" }, { repo: "acme/shop" }, { repo: "acme/shop" }],
      colour: "red",
    },
    [
      ["parameters", "unrecognized_keys"],
      ["parameters.date_range.until", "custom"],
      ["parameters.llm_model", "unknown_model"],
      ["parameters.max_iterations", "too_big"],
      ["parameters.sources.0.repo", "not_allowed"],
      ["parameters.sources.1.repo", "invalid_format"],
      ["parameters.sources.3.repo", "twice"],
    ],
  ],
])("validation tells every fault of %s and writes nothing", async (_what, parameters, expected) => {
  const before = await rowCounts();
  const { status, body } = await pipelines.post<ValidateAnswer>(`${TEMPLATE}/validate`, { parameters });

  expect(status).toBe(200);
  expect(body.compatible).toBe(false);
  expect(body.details.map(({ path, code }) => [path, code]).sort()).toEqual(expected);
  for (const { message, fix } of body.details) expect([message, fix]).toEqual([isSentence, isSentence]);
  expect(await rowCounts()).toEqual(before);
});

test("validation shows what would be run", async () => {
  const { body } = await pipelines.post<ValidateAnswer>(`${TEMPLATE}/validate`, { parameters: shop() });

  expect(body).toMatchObject({ compatible: true, details: [] });
  expect(body.resolved).toMatchObject({
    template: { name: "what-shipped", version: 1 },
    timeframe: MADE_WEEK,
    llm_model: "rules",
  });
});

test("without dates a run would read the last seven days", async () => {
  const parameters = { sources: [{ repo: "acme/shop" }] };
  const { body } = await pipelines.post<ValidateAnswer>(`${TEMPLATE}/validate`, { parameters });

  const { since, until: end } = body.resolved!.timeframe;
  expect(Date.parse(end) - Date.parse(since)).toBe(7 * DAY_MS);
  expect(Math.abs(Date.parse(end) - Date.now())).toBeLessThan(60_000);
});

test("a policy that names one field keeps the template's others", async () => {
  const { body: template } = await pipelines.get<{ spec: { policy: object } }>(TEMPLATE);
  const parameters = shop({ policy: { docs: "cite" } });
  const { body } = await pipelines.post<ValidateAnswer>(`${TEMPLATE}/validate`, { parameters });

  expect(template.spec.policy).toMatchObject({ docs: "group", dependencies: "group" });
  expect(body.resolved?.policy).toEqual({ ...template.spec.policy, docs: "cite" });
});

test("what may be read here is offered though it is not in the token's own list, and what is not there is not", async () => {
  await github.fault("/user/repos", "empty");

  const { body } = await pipelines.get<RepositoryAnswer>("/repositories");

  expect(body.repositories).toEqual(
    ["acme/shop", "acme/slow"].map((repo) => ({ repo, default_branch: "main", private: false })),
  );
});

test("validation asks GitHub for every repository and branch, and says what is not there and where", async () => {
  const sources = [
    { repo: "acme/shop", base_branch: "mian" },
    { repo: "acme/slow", base_branch: "master" },
    { repo: "acme/gone" },
    { repo: "acme/secret", base_branch: "nowhere" },
  ];
  const { body } = await pipelines.post<ValidateAnswer>(`${TEMPLATE}/validate`, {
    parameters: { sources, nonsense: 1 },
  });

  const where = (at: number, field: string) => `parameters.sources.${at}.${field}`;
  expect(body.compatible).toBe(false);
  expect(body.details.slice(1).map(({ path, code }) => [path, code])).toEqual([
    [where(3, "repo"), "not_allowed"],
    [where(2, "repo"), "no_repository"],
    [where(0, "base_branch"), "no_branch"],
  ]);
  expect(body.details.at(-1)).toMatchObject({
    message: "acme/shop has no branch “mian”.",
    fix: "Choose one that it has, such as main.",
  });
  expect(body.notes).toEqual(["In acme/slow, master is called main now: what was merged under either name is read."]);
  expect(await previewOf(pipelines, { parameters: { sources: sources.slice(0, 1) } })).toMatchObject({
    status: 404,
    body: { detail: "acme/shop has no branch “mian”." },
  });
});

test("a GitHub that cannot be asked makes nothing incompatible, and is not taken for a yes either", async () => {
  await github.fault("/branches/", "403-primary", { retry_after_s: 3_600 });
  const { body } = await pipelines.post<ValidateAnswer>(`${TEMPLATE}/validate`, { parameters: shop() });

  expect(body).toMatchObject({ compatible: true, details: [] });
  expect(body.notes).toEqual([
    expect.stringMatching(
      /^GitHub could not be asked for the branch of source 1\. GitHub’s rate limit is used up until/,
    ),
  ]);
});

async function rowCounts(): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string; rows: number }>`
    select table_schema || '.' || table_name as name,
      (xpath('//c/text()', query_to_xml(format('select count(*) as c from %I.%I', table_schema, table_name),
        false, true, '')))[1]::text::int as rows
    from information_schema.tables where table_schema in ('pipelines') and table_type = 'BASE TABLE'
    order by 1`.execute(connection.db);
  return Object.fromEntries(rows.map(({ name, rows: count }) => [name, count]));
}
