import { Hono } from "hono";
import { budgetAnswer, stopRequest } from "../../webhooks/contract/runs.ts";
import type { Deps } from "../deps.ts";
import { clearLost } from "../models/budget/lost-calls.ts";
import { switchModelsOn, spending, switchModelsOff } from "../models/budget.ts";
import { answer } from "../../api/answer.ts";
import { bodyOf } from "../../api/body.ts";
import { byRequest } from "./requests.ts";

/** What models have cost, and the switch that keeps every run from them. */
export function budgetRoutes(deps: Deps): Hono {
  return new Hono()
    .get("/", async (c) => answer(c, deps.log, budgetAnswer, await spending(deps)))
    .post("/stop", async (c) => {
      await switchModelsOff(deps, await bodyOf(c, stopRequest));
      return answer(c, deps.log, budgetAnswer, await spending(deps));
    })
    .post("/clear", async (c) => {
      await clearLost(deps, (await bodyOf(c, byRequest)).by);
      return answer(c, deps.log, budgetAnswer, await spending(deps));
    })
    .post("/allow", async (c) => {
      await switchModelsOn(deps, (await bodyOf(c, byRequest)).by);
      return answer(c, deps.log, budgetAnswer, await spending(deps));
    });
}
