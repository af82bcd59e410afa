import { expect, test } from "vitest";
import { modelTestAnswer } from "../../../webhooks/contract/model-tests.ts";
import { budgetAnswer } from "../../../webhooks/contract/runs.ts";
import { testDatabase } from "../../support/database.ts";
import { goodWriter, startModelServer } from "../../support/model-server.ts";
import { startPipelines } from "../../support/pipelines.ts";
import { TEST_MS, until } from "../../support/until.ts";

test(
  "a test whose process is killed is lost, not made again, and the next one is begun by whoever asks",
  async () => {
    const [database, model] = await Promise.all([testDatabase(), startModelServer(() => ({ raw: () => undefined }))]);
    const env = { OPENAI_BASE_URL: model.url, LLM_MODELS: "writer", LLM_CALL_SECONDS: "60" };
    const where = { databaseUrl: database.url("pulse_pipelines"), githubUrl: "http://127.0.0.1:9", env };
    const pipelines = await startPipelines(where, true);
    const begin = async () => modelTestAnswer.parse((await pipelines.post("/models/writer/test")).body);
    const look = async (id: string) => modelTestAnswer.parse((await pipelines.get(`/model_tests/${id}`)).body);
    const { id } = await begin();
    await until("question", () => model.questions.length > 0);

    pipelines.kill();
    await until("test that is lost", async () => (await look(id).catch(() => null))?.state === "lost");
    expect(model.questions).toHaveLength(1);
    const { day } = budgetAnswer.parse((await pipelines.get("/budget")).body);
    expect(day.tokens).toBeGreaterThan(0);

    model.model = goodWriter;
    const next = await begin();
    expect(next.id).not.toBe(id);
    await until("test that is done", async () => (await look(next.id)).state === "done");
    await pipelines.stop();
    await model.close();
    await database.drop();
  },
  TEST_MS,
);
