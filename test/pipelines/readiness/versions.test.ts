import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createJobs } from "../../../db/jobs.ts";
import { keepContract } from "../../../db/pipelines/contracts.ts";
import { JUDGE_VERSIONS } from "../../../pipelines/job-names.ts";
import { digestOf } from "../../../webhooks/contract/digest.ts";
import type { ProblemDetails } from "../../../webhooks/contract/problem.ts";
import type { TriggerAnswer } from "../../../webhooks/contract/runs.ts";
import type { TemplateHistory } from "../../../webhooks/contract/templates.ts";
import { changedContract } from "../../support/changed-contract.ts";
import { silent } from "../../support/database.ts";
import { expectProblem } from "../../support/expect-problem.ts";
import { lookedAt } from "../../support/looked-at.ts";
import { MADE_WEEK, pulls } from "../../support/made-repository.ts";
import { startMadeWorld, type MadeWorld } from "../../support/made-world.ts";
import { triggerOf } from "../../support/pipelines.ts";
import { changeSpec, changeTool, templateHouse } from "../../support/template-house.ts";

const parameters = { sources: [{ repo: "acme/shop" }], date_range: MADE_WEEK };
const CHILD = join(import.meta.dirname, "../github/foreign-child.ts");

let world: MadeWorld;

/** As the clock does it, now. */
async function lookAgain() {
  const jobs = createJobs(world.database.url("pulse_pipelines"), "pipelines", silent);
  const before = new Date().toISOString();
  await jobs.start();
  await jobs.send(null, JUDGE_VERSIONS, { by: "start" });
  await jobs.stop();
  return (ref: string) => lookedAt(world.pipelines, ref, before);
}

const history = async () => (await world.pipelines.get<TemplateHistory>("/run_templates/what-shipped/versions")).body;

function trigger(ref: string) {
  const id = crypto.randomUUID();
  const body = triggerOf(id, world.callbacks.url(`/${id}`), "t".repeat(43), parameters);
  return world.pipelines.post<TriggerAnswer & ProblemDetails>(`/run_templates/${ref}/runs`, body, {
    "idempotency-key": id,
  });
}

describe("with our own reader of GitHub", () => {
  beforeAll(async () => void (world = await startMadeWorld({ "acme/shop": pulls(3) })));
  afterAll(() => world?.end());

  test("a worker looks at every version when it starts, and at one that is published", async () => {
    expect(await lookedAt(world.pipelines)).toMatchObject({
      state: "ready",
      reasons: [
        { what: "github", ok: null, code: "no_token" },
        { what: "secrets", ok: null },
      ],
    });
    const version = await templateHouse(world).versionWith("Short.");
    expect(await lookedAt(world.pipelines, `what-shipped@${version}`)).toMatchObject({ state: "ready" });
    expect((await history()).versions.map(({ readiness }) => readiness.state)).toEqual(["ready", "ready"]);
  });

  test("a version that this release cannot run is not ready, and a run of it is refused with the reason", async () => {
    const version = await changeSpec(world, (spec) => ({ ...spec, graph: "what-shipped/9" }));
    const look = await lookAgain();
    expect(await look("what-shipped")).toMatchObject({ state: "ready" });
    const found = (await history()).versions.find((one) => one.version === version)!;
    expect(found.readiness).toMatchObject({ state: "not_ready" });
    expect(found.readiness.reasons[0]).toMatchObject({
      code: "unfit",
      refuses: true,
      message: expect.stringContaining("needs what-shipped/9"),
    });

    const problem = expectProblem(await trigger(`what-shipped@${version}`), 409, "conflict");
    expect(problem.details).toMatchObject([{ path: "template", code: "unfit" }]);
    const { body } = await world.pipelines.post(`/run_templates/what-shipped@${version}/validate`, {
      parameters,
      network: false,
    });
    expect(body).toMatchObject({ compatible: false, details: [{ path: "template", code: "unfit" }] });
  });

  test("a version that is written by models alone is refused where none is set up", async () => {
    const version = await changeSpec(world, (spec) => ({ ...spec, models: ["configured:*"] }));
    const problem = expectProblem(await trigger(`what-shipped@${version}`), 409, "conflict");
    expect(problem).toMatchObject({
      detail: `what-shipped@${version} is written by any model that is set up alone, and no model is set up here.`,
    });
  });

  test("a contract that broke since a version was published refuses its runs; one that became stricter is said", async () => {
    const under = async (change: Parameters<typeof changedContract>[0]) => {
      const schemas = changedContract(change);
      await keepContract(world.connection.db, { hash: digestOf(schemas), schemas, release: "0.0.9" });
      return changeSpec(world, (spec) => ({ ...spec, contract: digestOf(schemas) }));
    };
    const parametersIn = (contract: Parameters<Parameters<typeof changedContract>[0]>[0]) =>
      contract["trigger"]!.properties!["parameters"]!.properties!;
    const broken = await under((contract) => void (parametersIn(contract)["mood"] = { type: "string" }));
    const stricter = await under((contract) => void (parametersIn(contract)["sources"]!.maxItems = 50));

    const problem = expectProblem(await trigger(`what-shipped@${broken}`), 409, "conflict");
    expect(problem.details).toMatchObject([{ path: "template", code: "contract_drift" }]);
    expect(problem.detail).toContain("There is no parameters.mood any more.");
    const look = await lookAgain();
    expect(await look(`what-shipped@${stricter}`)).toMatchObject({ state: "not_ready" });
    const { status, body } = await trigger(`what-shipped@${stricter}`);
    expect([status, body.notes]).toEqual([202, [expect.stringContaining("tighter limit")]]);

    const { body: found } = await world.pipelines.get<{ contract: unknown[] }>(
      `/run_templates/what-shipped/differences?older=${broken}&newer=1`,
    );
    expect(found.contract).toMatchObject([
      { side: "request", path: "parameters.mood", kind: "breaking", code: "gone" },
    ]);
  });

  test("another tool than at publishing is a reason that refuses nothing, and whoever starts a run is told", async () => {
    const version = await changeTool(world, "get_branch");
    const look = await lookAgain();
    expect(await look(`what-shipped@${version}`)).toMatchObject({ state: "not_ready" });
    const { status, body } = await trigger(`what-shipped@${version}`);
    expect([status, body.notes]).toEqual([
      202,
      ["Of the tools that read GitHub get_branch is described otherwise now."],
    ]);
  });

  test("the newest look counts, whoever comes last", async () => {
    const now = (await lookedAt(world.pipelines)).checked_at;
    await sql`update pipelines.readiness set checked_at = now() + interval '1 day' where version = 1`.execute(
      world.connection.db,
    );
    const look = await lookAgain();
    await look("what-shipped@2");
    expect((await lookedAt(world.pipelines)).checked_at! > now!).toBe(true);
  });
});

describe("with another reader of GitHub", () => {
  beforeAll(async () => {
    world = await startMadeWorld({ "acme/shop": pulls(3) }, (_, github) => ({
      GITHUB_MCP_COMMAND: JSON.stringify([process.execPath, CHILD, "serve"]),
      GITHUB_HOST: github.url,
      GITHUB_TOKEN: "ghp_a-token-for-tests",
    }));
  });
  afterAll(() => world?.end());

  test("its tools are remembered as they were when a version was first ready, and what changed since is named", async () => {
    await lookedAt(world.pipelines);
    const { db } = world.connection;
    const [seen] = await db.selectFrom("pipelines.seen_tools").selectAll().execute();
    expect(Object.keys(seen!.digests).sort()).toEqual(
      [
        "get_me",
        "issue_read",
        "list_branches",
        "list_pull_requests",
        "pull_request_read",
        "search_repositories",
      ].sort(),
    );
    expect(seen!.server).toMatch(/^[0-9a-f]{64}$/);
    await (
      await lookAgain()
    )("what-shipped");
    expect(await lookedAt(world.pipelines)).toMatchObject({ state: "ready", reasons: [] });

    const digests = JSON.stringify({ ...seen!.digests, list_branches: "0".repeat(64), search_code: "1".repeat(64) });
    await sql`update pipelines.seen_tools set digests = ${digests}::jsonb`.execute(db);
    expect(await (await lookAgain())("what-shipped")).toMatchObject({
      state: "not_ready",
      reasons: expect.arrayContaining([
        expect.objectContaining({
          code: "tools_changed",
          message: "Of the tools that read GitHub list_branches is described otherwise now, and search_code is gone.",
          refuses: false,
        }),
      ]),
    });
  });
});
