import { Hono } from "hono";
import type { Environment, ModelContext } from "../environment.ts";
import { MODEL } from "../model.ts";
import { errorBody, invalid, unknownModel, wrongKey } from "../api-error.ts";
import { answerRequest, type Parts } from "./completions.ts";

/** Seconds since 1970: 1 January 2026, for a program that has no birthday. */
const MADE_AT = 1_767_225_600;
const model = { id: MODEL, object: "model", created: MADE_AT, owned_by: "pulse-demo" };

/** What is served of OpenAI's API, below `/v1`. */
export function apiRoutes(parts: Parts, token: string | undefined): Hono<Environment> {
  const app = new Hono<Environment>();
  app.use(async (c, next) => (keyFits(c, token) ? next() : c.json(errorBody(wrongKey), wrongKey.status)));
  app.get("/models", (c) => c.json({ object: "list", data: [model] }));
  app.get("/models/:id", (c) => {
    const id = c.req.param("id");
    return id === MODEL ? c.json(model) : c.json(errorBody(unknownModel(id)), 404);
  });
  app.post("/chat/completions", answerRequest(parts));
  app.all("*", (c) => {
    const error = invalid(`Invalid URL (${c.req.method} ${c.req.path})`);
    return c.json(errorBody(error), 404);
  });
  return app;
}

function keyFits(c: ModelContext, token: string | undefined): boolean {
  return token === undefined || c.req.header("authorization") === `Bearer ${token}`;
}
