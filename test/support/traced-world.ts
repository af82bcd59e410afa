import { onTestFinished } from "vitest";
import { startDemoSlack } from "../../demo/slack/server.ts";
import { startCallbacks } from "./callbacks.ts";
import { startCollector, type Collector } from "./collector.ts";
import { testDatabase, type TestDatabase } from "./database.ts";
import { startTestGithub } from "./demo-github.ts";
import { MADE_WEEK, makeRepositories, pulls } from "./made-repository.ts";
import { forkMain, type MainProcess } from "./main-process.ts";
import { goodWriter, startModelServer, type Model } from "./model-server.ts";
import { API_KEY, SIGNING_KEY } from "./pipelines.ts";
import { signedInVisitor } from "./spawn-launch.ts";
import { until } from "./until.ts";

export const TITLE = "Canary of a title";
export const WISH = "Canary of a wish";
/** Has the shape of a real one, so that it is known as a secret wherever it stands. */
export const SECRET_IN_A_BODY = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
export const TOKEN_KEY = Buffer.alloc(32, 9).toString("base64");
export const SECRETS = {
  GITHUB_TOKEN: "canary-for-github",
  OPENAI_API_KEY: "sk-canary-for-the-model",
  PULSE_API_KEY: API_KEY,
  WEBHOOK_SIGNING_KEYS: SIGNING_KEY,
  SLACK_BOT_TOKEN: "xoxb-canary",
  WEBHOOK_TOKEN_KEY: TOKEN_KEY,
  OTEL_EXPORTER_OTLP_HEADERS: "x-key=canary%20for%20the%20collector",
};
/** Looks one thing up before it writes. */
export const curious: Model = (question) =>
  question.phase === "reading" && question.looked.length === 0
    ? { calls: [{ name: "read_pull_request", arguments: { pr: "#1" } }] }
    : goodWriter(question);
export const OVER = { sources: [{ repo: "acme/shop" }], date_range: MADE_WEEK, custom_prompt: WISH };
/** Its prompts are longer than what is kept of them. */
export const BIG = { ...OVER, sources: [{ repo: "acme/big" }] };
export async function ownDatabase(): Promise<TestDatabase> {
  const database = await testDatabase();
  onTestFinished(database.drop);
  return database;
}
export async function ownCollector(): Promise<Collector & { env: Record<string, string> }> {
  const collector = await startCollector();
  onTestFinished(collector.close);
  const { OTEL_EXPORTER_OTLP_HEADERS } = SECRETS;
  return { ...collector, env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_HEADERS } };
}
/** An update from the form to its text. */
export async function written(app: MainProcess): Promise<{ id: string; markdown: string }> {
  const visit = await signedInVisitor(app);
  const dates = { preset: "dates", from: "2026-03-02", to: "2026-03-08", time_zone: "UTC" };
  const brief = { repo: "acme/shop", base_branch: "main", channel: "C0ENG", custom_prompt: WISH };
  const place = await visit("/updates", { ...dates, ...brief });
  const id = /[0-9a-f-]{36}/.exec(place)?.[0] ?? "";
  const look = async () => (await visit(`/updates/${id}/status`)).includes(`"state":"in_review"`);
  await until("update in review", look);
  return { id, markdown: await visit(`/updates/${id}/markdown`) };
}

export type TracedWorld = Awaited<ReturnType<typeof startTracedWorld>>;

/** Demo Slack, GitHub, a model and somebody who is called back, for processes whose traces are collected. */
export async function startTracedWorld() {
  const bodied = { ...pulls(1)[0]!, title: `feat: ${TITLE}`, body: `It reads ${SECRET_IN_A_BODY} from its file.` };
  const repositories = makeRepositories({
    "acme/shop": [bodied, ...pulls(6).slice(1)],
    "acme/big": [bodied, ...pulls(90).slice(1)],
  });
  const [github, slack, model, callbacks] = await Promise.all([
    startTestGithub(repositories.files),
    startDemoSlack({ token: SECRETS.SLACK_BOT_TOKEN }),
    startModelServer(curious),
    startCallbacks(),
  ]);

  async function startPipelines(database: TestDatabase, env: Record<string, string>): Promise<MainProcess> {
    const { GITHUB_TOKEN, OPENAI_API_KEY, PULSE_API_KEY, WEBHOOK_SIGNING_KEYS } = SECRETS;
    const started = await forkMain("pipelines/main.ts", {
      GITHUB_TOKEN,
      OPENAI_API_KEY,
      PULSE_API_KEY,
      WEBHOOK_SIGNING_KEYS,
      LLM_MODELS: "test-writer",
      DATABASE_URL: database.url("pulse_pipelines"),
      GITHUB_API_URL: github.url,
      OPENAI_BASE_URL: model.url,
      ...env,
    });
    onTestFinished(started.stop);
    return started;
  }
  async function startApp(database: TestDatabase, pipelines: MainProcess, env: Record<string, string>) {
    const { SLACK_BOT_TOKEN, PULSE_API_KEY, WEBHOOK_SIGNING_KEYS, WEBHOOK_TOKEN_KEY } = SECRETS;
    const started = await forkMain("app/main.ts", {
      SLACK_BOT_TOKEN,
      PULSE_API_KEY,
      WEBHOOK_SIGNING_KEYS,
      WEBHOOK_TOKEN_KEY,
      PIPELINES_URL: pipelines.url,
      DATABASE_URL: database.url("pulse_app"),
      SLACK_API_URL: `${slack.url}/api/`,
      ...env,
    });
    onTestFinished(started.stop);
    return started;
  }
  return {
    github,
    slack,
    model,
    callbacks,
    startPipelines,
    startApp,
    async stop() {
      await Promise.all([github.close(), slack.stop(), model.close(), callbacks.close()]);
      repositories.remove();
    },
  };
}
