import { expect, test } from "vitest";
import { USUAL_LIMITS } from "../../pipelines/api-limits.ts";
import { openApi } from "../../pipelines/api/openapi.ts";
import { apiServer } from "../../pipelines/api/server.ts";
import type { Deps } from "../../pipelines/deps.ts";
import { problemDetails } from "../../webhooks/contract/problem.ts";
import { silent } from "../support/database.ts";

const KEY = "a key for tests";

/** The API with little room. Safe: what is asked here needs no database. */
function api(requests: number, starts: number) {
  const settings = { apiKey: KEY, repositories: [], models: null };
  const server = apiServer({ log: silent, settings } as unknown as Deps, { requests, starts });
  return async (method: string, path: string, key = KEY) =>
    server.request(`/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}` } });
}

test("a key that asks more than it may is told when to come again, and nothing is done", async () => {
  const ask = api(3, 3);
  for (let at = 0; at < 3; at += 1) expect((await ask("GET", "/nowhere")).status).toBe(404);

  const refused = await ask("GET", "/nowhere");

  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "20"]);
  expect(problemDetails.parse(await refused.json())).toMatchObject({
    code: "rate_limited",
    detail: "This API key sends more requests than it may.",
    remedy: "Try again after 20 seconds.",
  });
});

test("what starts work has a smaller room of its own, and reading goes on", async () => {
  const ask = api(100, 2);
  const test_ = () => ask("POST", "/models/none/test");

  expect([(await test_()).status, (await test_()).status, (await test_()).status]).toEqual([404, 404, 429]);
  expect((await ask("GET", "/models/none/test")).status).toBe(405);
});

test("a wrong key takes nothing of the right one's room", async () => {
  const few = api(1, 1);
  for (let at = 0; at < 10; at += 1) expect((await few("GET", "/nowhere", "wrong")).status).toBe(401);

  expect((await few("GET", "/nowhere")).status).toBe(404);
});

test("the description says what a key may", () => {
  const { info, paths } = openApi("http://pipelines.test");
  const starting = Object.entries(paths).filter(([, methods]) =>
    JSON.stringify(methods).includes('"x-starts-work":true'),
  );

  expect(info.description).toContain(`${USUAL_LIMITS.requests} requests a minute`);
  expect(starting.map(([path]) => path)).toEqual([
    "/run_templates/{ref}/evidence",
    "/run_templates/{ref}/runs",
    "/runs/{id}/continuation",
    "/runs/{id}/wordings",
    "/runs/{id}/trials",
    "/models/{id}/test",
  ]);
});
