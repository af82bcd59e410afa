import { Hono } from "hono";
import { foundModelsAnswer, forgetRequest, modelTestAnswer } from "../../webhooks/contract/model-tests.ts";
import { modelsAnswer, type ModelsAnswer } from "../../webhooks/contract/runs.ts";
import type { Deps } from "../deps.ts";
import { forgetFound, foundModels } from "../model-tests/found-models.ts";
import { getTest, startTest, stopModelTest, testAnswerOf } from "../model-tests/start-test.ts";
import { unkeptBudgets } from "../models/budget/refusal.ts";
import { modelOf } from "../templates/validate.ts";
import { answer } from "../../api/answer.ts";
import { bodyOf } from "../../api/body.ts";

const RULES = { id: "rules", kind: "rules" as const, stand_in: false, price: null };

/** For the picker and for whoever wants to know what a run would be written by, and how well. */
export function modelRoutes(deps: Deps): Hono {
  return new Hono()
    .get("/", (c) => answer(c, deps.log, modelsAnswer, offered(deps)))
    .get("/found", async (c) => answer(c, deps.log, foundModelsAnswer, await foundModels(deps)))
    .post("/:id/test", async (c) => {
      const test = await startTest(deps, c.req.param("id"));
      c.header("location", `/api/v1/model_tests/${test.id}`);
      return answer(c, deps.log, modelTestAnswer, testAnswerOf(test), 202);
    })
    .post("/:id/forget", async (c) => {
      const { server, by } = await bodyOf(c, forgetRequest);
      await forgetFound(deps, { server, model: c.req.param("id") }, by);
      return answer(c, deps.log, foundModelsAnswer, await foundModels(deps));
    });
}

/** Tests of models that were begun. */
export function modelTestRoutes(deps: Deps): Hono {
  return new Hono()
    .get("/:id", async (c) => {
      const test = await getTest(deps, c.req.param("id"));
      return answer(c, deps.log, modelTestAnswer, testAnswerOf(test));
    })
    .post("/:id/stop", async (c) => {
      const test = await stopModelTest(deps, c.req.param("id"));
      return answer(c, deps.log, modelTestAnswer, testAnswerOf(test));
    });
}

function offered({ settings, prices, clock }: Deps): ModelsAnswer {
  const { models } = settings;
  const now = clock();
  const choices = (models?.ids ?? []).map((id) => {
    const price = prices.pricePerMillion(id, now);
    const note = price ? null : unkeptBudgets(settings.caps, id);
    const more = note && { budget_note: note.sentence };
    return { id, kind: "model" as const, stand_in: models?.standIn ?? false, price, ...more };
  });
  const chosen = modelOf({ llm_model: "default" }, settings);
  return { default: chosen, models: [...choices, RULES], server: models?.server ?? null };
}
