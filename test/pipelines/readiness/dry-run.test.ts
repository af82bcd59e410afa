import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { event as eventShape, type Event } from "../../../webhooks/contract/events.ts";
import type { ParametersInput } from "../../../webhooks/contract/parameters.ts";
import type { CallsAnswer, StepAnswer } from "../../../webhooks/contract/runs.ts";
import { expectSigned } from "../../support/expect-signed.ts";
import { lookedAt } from "../../support/looked-at.ts";
import { MADE_WEEK, pulls } from "../../support/made-repository.ts";
import { startMadeWorld, type MadeWorld } from "../../support/made-world.ts";
import { startModelServer, type ModelServer } from "../../support/model-server.ts";
import { eventAt } from "../../support/pipelines.ts";
import { changeTool } from "../../support/template-house.ts";

type Dry = Event & { type: "run.nothing_to_report" };

let model: ModelServer;
let world: MadeWorld;

const start = async (env: Record<string, string>) => {
  model = await startModelServer();
  model.tells["/v1/models"] = { data: [{ id: "writer" }, { id: "other" }] };
  world = await startMadeWorld({ "acme/shop": pulls(4) }, () => ({
    OPENAI_BASE_URL: model.url,
    LLM_MODELS: "writer gone-model",
    OPENAI_API_KEY: "sk-canary-0123456789abcdef",
    GITHUB_TOKEN: "ghp_a-token-for-tests",
    ...env,
  }));
  // The worker's own look has come first.
  await lookedAt(world.pipelines);
};
const end = async () => {
  await world?.end();
  await model?.close();
};

const shop = (more: Partial<ParametersInput> = {}): ParametersInput => ({
  sources: [{ repo: "acme/shop" }],
  date_range: MADE_WEEK,
  llm_model: "writer",
  ...more,
});

/** One dry run: what its webhook says, and what its page shows. */
async function dry(parameters = shop(), ref?: string) {
  const { callbacks, pipelines } = world;
  const { runId, path } = await pipelines.start({ parameters, callbacks, dryRun: true, ...(ref && { ref }) });
  const event = eventShape.parse(await eventAt(callbacks, path)) as Dry;
  const run = await pipelines.runIs(runId, "delivered", ({ report_back }) => report_back.state === "delivered");
  const { steps } = (await pipelines.get<{ steps: StepAnswer[] }>(`/runs/${runId}/steps`)).body;
  const { calls } = (await pipelines.get<CallsAnswer>(`/runs/${runId}/calls`)).body;
  const checks = event.results.checks ?? [];
  const faults = checks.filter(({ ok }) => ok === false).map(({ what, code }) => `${what} ${code}`);
  return { event, run, steps, calls, checks, faults, delivery: callbacks.at(path)[0]! };
}

describe("where everything is there", () => {
  beforeAll(() => start({}));
  afterAll(end);

  test("a dry run looks at all that a run would need, by the real worker, and says so in a signed webhook", async () => {
    const { event, run, checks, faults, steps, calls, delivery } = await dry();

    expect(event).toMatchObject({
      type: "run.nothing_to_report",
      artifact_uri: null,
      results: { reason: "dry_run", timeframe: MADE_WEEK, metrics: { model_calls: 0, input_tokens: 0 } },
    });
    expectSigned(delivery);
    expect(faults).toEqual([]);
    expect(checks.map(({ what, ok }) => [what, ok])).toEqual([
      ["version", true],
      ["contract", true],
      ["secrets", true],
      ["tools", true],
      ["github", true],
      ["sources", true],
      ["window", true],
      ["model", true],
      ["budget", true],
    ]);
    expect(run.checks).toEqual(checks);
    expect(steps.map(({ name, state }) => [name, state])).toEqual([
      ...["version", "tools", "github", "sources", "model", "budget"].map((name) => [name, "done"]),
      ["report_back", "done"],
    ]);
    expect(calls.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      "tool tools/list",
      "tool signed_in",
      "tool get_branch",
      "lookup models",
    ]);
    expect(model.questions).toEqual([]);
    expect(await world.github.lists("acme/shop")).toEqual([]);
    expect(JSON.stringify([event, run, steps, calls])).not.toMatch(/sk-canary|ghp_a-token/);
  });

  test("what is wrong with the request is named, all of it, and the rest is looked at all the same", async () => {
    const sources = [{ repo: "acme/shop", base_branch: "mian" }, { repo: "acme/gone" }];
    const { checks, faults, event } = await dry(shop({ sources, llm_model: "gone-model" }));

    expect(faults.sort()).toEqual(["model unknown_model", "sources no_branch", "sources no_repository"]);
    expect(checks.find(({ what }) => what === "model")?.message).toMatch(/has no model “gone-model”\.$/);
    expect(event.results.reason).toBe("dry_run");
    expect(model.questions).toEqual([]);
  });

  test("a tool that was another one when the version was published is named", async () => {
    await changeTool(world, "get_branch");
    const { checks, faults } = await dry(shop(), "what-shipped@2");

    expect(faults).toEqual(["tools tools_changed"]);
    expect(checks.find(({ what }) => what === "tools")).toMatchObject({
      message: "Of the tools that read GitHub get_branch is described otherwise now.",
      refuses: false,
    });
  });

  test("a token that GitHub takes no more is named, and so is that nobody could ask for the sources", async () => {
    await world.github.fault("/", "401", { times: 2 });
    const { checks, faults } = await dry();

    expect(faults).toEqual(["github unauthorized"]);
    expect(checks.find(({ what }) => what === "github")).toMatchObject({
      message: "GitHub does not accept the token.",
      fix: "Put a valid token into GITHUB_TOKEN and start the pipelines again.",
    });
    expect(checks.find(({ what }) => what === "sources")).toMatchObject({ ok: null });
    expect(model.questions).toEqual([]);
  });

  test("a server that lists no models is not taken for one that has none", async () => {
    delete model.tells["/v1/models"];
    const { checks, faults } = await dry();
    model.tells["/v1/models"] = { data: [{ id: "writer" }, { id: "other" }] };

    expect(faults).toEqual([]);
    expect(checks.find(({ what }) => what === "model")).toMatchObject({ ok: null, code: "no_list" });
  });
});

describe("where the key of the model is missing", () => {
  beforeAll(() => start({ OPENAI_API_KEY: "" }));
  afterAll(end);

  test("the server that wants one is named, and the run is told of it before anything is paid", async () => {
    model.refuses = 401;
    const { checks, faults } = await dry();
    expect(faults).toEqual(["model no_key"]);
    expect(checks.find(({ what }) => what === "model")).toMatchObject({
      message: expect.stringMatching(/ wants a key, and there is none\.$/),
      fix: "Put a valid key into OPENAI_API_KEY and start the pipelines again.",
    });
    expect(model.questions).toEqual([]);
  });
});
