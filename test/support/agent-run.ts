import type { Event, Results } from "../../webhooks/contract/events.ts";
import type { ParametersInput } from "../../webhooks/contract/parameters.ts";
import type { CallAnswer, RunAnswer } from "../../webhooks/contract/runs.ts";
import { startCallbacks, type Callbacks } from "./callbacks.ts";
import { testDatabase, type TestDatabase } from "./database.ts";
import { startTestGithub, type TestGithub } from "./demo-github.ts";
import { MADE_WEEK, makeRepositories, type MadePull } from "./made-repository.ts";
import { type Model, type ModelServer, startModelServer } from "./model-server.ts";
import { eventAt, startPipelines, type Pipelines } from "./pipelines.ts";

export type AgentHouse = {
  database: TestDatabase;
  github: TestGithub;
  callbacks: Callbacks;
  model: ModelServer;
  pipelines: Pipelines;
  env: Record<string, string>;
  /** One whole run with this model. */
  run: (repo: string, model: Model, more?: Partial<ParametersInput>) => Promise<AgentRun>;
  close: () => Promise<void>;
};
export type AgentRun = { event: Event; results: Results; run: RunAnswer; calls: CallAnswer[] };

/** The real pipelines with a model whose answers a test decides. */
export async function agentHouse(
  repositories: Record<string, MadePull[]>,
  more: Record<string, string> = {},
  /** Files of repositories that are there already, as the demo's are. */
  data: readonly string[] = [],
): Promise<AgentHouse> {
  const made = makeRepositories(repositories);
  const [database, github, callbacks, model] = await Promise.all([
    testDatabase(),
    startTestGithub([...made.files, ...data]),
    startCallbacks(),
    startModelServer(),
  ]);
  const env = { OPENAI_BASE_URL: model.url, LLM_MODELS: "test-writer", LLM_CALL_SECONDS: "5", ...more };
  const where = { databaseUrl: database.url("pulse_pipelines"), githubUrl: github.url, env };
  const pipelines = await startPipelines(where);
  return {
    database,
    github,
    callbacks,
    model,
    pipelines,
    env,
    async run(repo, answering, parameters = {}) {
      if (model.model !== answering) model.questions.length = 0;
      model.model = answering;
      const asked = { sources: [{ repo }], date_range: MADE_WEEK, ...parameters };
      const { runId, path } = await pipelines.start({ parameters: asked, callbacks });
      const event = await eventAt(callbacks, path);
      const { body } = await pipelines.get<{ calls: CallAnswer[] }>(`/runs/${runId}/calls`);
      const results = event.type === "run.completed" ? event.results : (undefined as unknown as Results);
      return { event, results, run: await pipelines.run(runId), calls: body.calls };
    },
    async close() {
      await pipelines.stop();
      await Promise.all([github.close(), callbacks.close(), model.close()]);
      await database.drop();
      made.remove();
    },
  };
}
