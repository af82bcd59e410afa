import { Hono } from "hono";
import { modelsAnswer, modelTestAnswer, type ModelsAnswer } from "../../webhooks/contract/runs.ts";
import type { Deps } from "../deps.ts";
import { unkeptBudgets } from "../models/budget/refusal.ts";
import { testModel } from "../models/test-model.ts";
import { modelOf } from "../templates/validate.ts";
import { answer } from "./answer.ts";

const RULES = { id: "rules", kind: "rules" as const, stand_in: false, price: null };

/** For the picker and for whoever wants to know what a run would be written by. */
export function modelRoutes(deps: Deps): Hono {
  return new Hono()
    .get("/", (c) => answer(c, deps.log, modelsAnswer, offered(deps)))
    .post("/:id/test", async (c) => answer(c, deps.log, modelTestAnswer, await testModel(deps, c.req.param("id"))));
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
