import { Hono } from "hono";
import { stopRequest } from "../../webhooks/contract/runs.ts";
import type { Deps } from "../deps.ts";
import { allowModels, spending, stopModels } from "../models/budget.ts";
import { bodyOf } from "./body.ts";

export const allowRequest = stopRequest.pick({ by: true });

/** What models have cost, and the switch that keeps every run from them. */
export function budgetRoutes(deps: Deps): Hono {
  return new Hono()
    .get("/", async (c) => c.json(await spending(deps)))
    .post("/stop", async (c) => {
      await stopModels(deps, await bodyOf(c, stopRequest));
      return c.json(await spending(deps));
    })
    .post("/allow", async (c) => {
      await allowModels(deps, (await bodyOf(c, allowRequest)).by);
      return c.json(await spending(deps));
    });
}
