import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Event } from "../../webhooks/contract/events.ts";
import type { EvidencePreview } from "../../webhooks/contract/evidence.ts";
import type { ProblemDetails } from "../../webhooks/contract/problem.ts";
import type { RepositoryAnswer } from "../../webhooks/contract/repositories.ts";
import { MADE_WEEK, type MadePull, pulls } from "../support/made-repository.ts";
import { startMadeWorld, type MadeWorld } from "../support/made-world.ts";
import { eventAt } from "../support/pipelines.ts";
import { until } from "../support/until.ts";

const CHILD = join(import.meta.dirname, "github/foreign-child.ts");
const TOKEN = "ghp_a-token-for-tests";

const made = (number: number, title: string, body = ""): MadePull => ({ ...pulls(1)[0]!, number, title, body });
const PULLS = [
  made(1, "Support Map<string, List<T>> in the parser", "It doesn't fail any more."),
  made(2, "Don't drop a carrier's scan"),
  made(3, "feat: add export of orders"),
];
const parameters = { sources: [{ repo: "acme/shop" }], date_range: MADE_WEEK };

/** The pipelines, with another server than ours as a command. */
const worldWith = (how: string): Promise<MadeWorld> =>
  startMadeWorld({ "acme/shop": PULLS }, (_, github) => ({
    GITHUB_MCP_COMMAND: JSON.stringify([process.execPath, CHILD, how]),
    GITHUB_HOST: github.url,
    GITHUB_TOKEN: TOKEN,
  }));

async function previewOf({ pipelines }: MadeWorld) {
  type Read = EvidencePreview & ProblemDetails & { id: string };
  const { status, body } = await pipelines.post<Read>("/run_templates/what-shipped/evidence", { parameters });
  if (status !== 202) return body;
  return until("preview", async () => {
    const again = await pipelines.get<Read>(`/evidence/${body.id}`);
    return again.status !== 202 && again.body;
  });
}

const SHORTENS =
  "3 pull requests of acme/shop were read through a server that shortens text. By the look of it, something is missing or written otherwise in 1 title (#1); of the others nobody can tell. It gave no merge commit of 3 and did not say whether the authors of 3 are bots.";

describe("with another MCP server that reads GitHub", () => {
  let world: MadeWorld;
  beforeAll(async () => void (world = await worldWith("serve")));
  afterAll(() => world?.end());

  test("a whole run completes, and its draft says through what it was read, and what is doubtful", async () => {
    const { runId, path } = await world.pipelines.start({ parameters, callbacks: world.callbacks });
    const event = (await eventAt(world.callbacks, path)) as Event & { type: "run.completed" };

    expect(event.type).toBe("run.completed");
    expect(event.results.notes).toEqual([SHORTENS]);
    expect(event.results.metrics).toMatchObject({ preflight_merged_pr_count: 3 });
    expect(event.results.summary_message).toContain("carrier's scan");
    expect(event.results.summary_message).not.toContain("&#39;");
    expect(event.results.ledger.map(({ pr }) => pr)).toHaveLength(3);
    expect(await world.pipelines.run(runId)).toMatchObject({ state: "completed", problem: null });
  });

  test("the preview says the same, and the evidence carries its doubts", async () => {
    const preview = await previewOf(world);

    expect(preview.notes[0]).toBe(SHORTENS);
    expect(preview.pull_requests.map(({ title, doubts }) => [title, doubts])).toEqual([
      ["Support Map&gt; in the parser", ["title", "author"]],
      ["Don't drop a carrier's scan", ["author"]],
      ["feat: add export of orders", ["author"]],
    ]);
  });

  test("what there is to choose from says how it is read", async () => {
    const { body } = await world.pipelines.get<RepositoryAnswer>("/repositories");

    expect(body.notes[0]).toBe(
      "GitHub is read through the server of GITHUB_MCP_COMMAND, which shortens text: what looks like HTML is taken out of titles and descriptions.",
    );
  });
});

describe.each([
  ["exit", "The MCP server of GITHUB_MCP_COMMAND ended before it answered."],
  [
    "other",
    "The MCP server of GITHUB_MCP_COMMAND lacks list_pull_requests, pull_request_read and search_repositories.",
  ],
])("with a command that does not serve: %s", (how, message) => {
  let world: MadeWorld;
  beforeAll(async () => void (world = await worldWith(how)));
  afterAll(() => world?.end());

  test("a run fails with one sentence and its next step, and is there to be continued", async () => {
    const { runId, path } = await world.pipelines.start({ parameters, callbacks: world.callbacks });
    const event = await eventAt(world.callbacks, path);

    expect(event.type).toBe("run.failed");
    const run = await world.pipelines.run(runId);
    expect(run).toMatchObject({ state: "failed", problem: { message } });
    expect(JSON.stringify([event, run])).not.toContain(TOKEN);
  });

  test("so do the preview and the list of repositories, and the process stays ready", async () => {
    expect(JSON.stringify(await previewOf(world))).toContain(message);
    expect((await world.pipelines.get<ProblemDetails>("/repositories")).body).toMatchObject({ detail: message });
    const ready = await fetch(`${world.pipelines.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(JSON.stringify(await ready.json())).toContain("Its reader does not answer.");
  });
});
