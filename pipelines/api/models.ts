import { Hono } from "hono";
import type { ModelsAnswer } from "../../webhooks/contract/runs.ts";
import type { Deps } from "../deps.ts";
import { modelOf } from "../templates/validate.ts";

const RULES = { id: "rules", kind: "rules" as const, stand_in: false, price: null };

/** For the picker and for whoever wants to know what a run would be written by. */
export function modelRoutes({ settings, prices, clock }: Deps): Hono {
  return new Hono().get("/", (c) => {
    const { models } = settings;
    const now = clock();
    const choices = (models?.ids ?? []).map((id) => ({
      ...{ id, kind: "model" as const, stand_in: models?.standIn ?? false },
      price: prices.pricePerMillion(id, now),
    }));
    const chosen = modelOf({ llm_model: "default" }, settings);
    return c.json({
      ...{ default: chosen, models: [...choices, RULES], server: models?.server ?? null },
    } satisfies ModelsAnswer);
  });
}
