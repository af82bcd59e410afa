import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { dependenciesOf as appDependencies } from "../../app/ready.ts";
import type { Deps as AppDeps } from "../../app/deps.ts";
import type { SlackFront } from "../../app/slack/front.ts";
import { dependenciesOf as pipelinesDependencies } from "../../pipelines/ready.ts";
import type { Deps as PipelinesDeps } from "../../pipelines/deps.ts";
import { askModels } from "../../pipelines/models/ask-models.ts";
import { reachModel } from "../../pipelines/models/reach.ts";
import { Problem } from "../../webhooks/contract/problem.ts";

/* What `/readyz` of each process finds, part by part. How it asks and remembers has a test of its own. */

const SOCKET = { transport: "socket", connected: true, since: null, last_problem: null } as const;

function app(
  parts: { slack?: unknown; healthy?: boolean; models?: () => Promise<unknown> },
  health: ReturnType<SlackFront["health"]> = SOCKET,
) {
  const { slack = { ok: true, team: "Acme", bot: "pulse" }, healthy = true, models = async () => ({}) } = parts;
  // Safe: what is asked of each is here.
  const deps = {
    slack: { test: async () => slack },
    pipelines: { healthy: async () => healthy, models },
  } as unknown as AppDeps;
  return appDependencies(deps, { health: () => health });
}

test("the app tells pipelines that are gone, not ready, and that refuse its key", async () => {
  const throwing = (code: "unavailable" | "unauthorized", message: string) => async () => {
    throw new Problem(code, message, "Look.");
  };
  const look = (parts: Parameters<typeof app>[0]) => app(parts)["pipelines"]!.look();

  expect(await look({})).toMatchObject({ state: "ok" });
  expect(await look({ healthy: false })).toMatchObject({ state: "down", says: "They answer, and are not ready." });
  expect(await look({ models: throwing("unavailable", "The pipelines do not answer.") })).toMatchObject({
    state: "down",
    says: "The pipelines do not answer.",
  });
  expect(await look({ models: throwing("unauthorized", "The API key is missing or wrong.") })).toMatchObject({
    state: "down",
    says: "The API key is missing or wrong.",
  });
});

test("the app tells a Slack that takes nothing, and one from which nothing arrives", async () => {
  const refused = { ok: false, message: "Slack does not answer.", remedy: "Try again in a moment." };

  expect(await app({}).slack!.look()).toMatchObject({ state: "ok" });
  expect(await app({ slack: refused }).slack!.look()).toMatchObject({ state: "down", says: "Slack does not answer." });
  const away = { ...SOCKET, connected: false, last_problem: "no answer" };
  expect(await app({}, away).slack!.look()).toMatchObject({ state: "down", detail: "no answer" });
});

/** A server that answers everything with this status. */
async function answering(status: number, asked: (string | undefined)[] = []): Promise<string> {
  const server = createServer((request, answer) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    answer.writeHead(status).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  // Safe: a server that listens on a port has such an address.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a model's server is asked for its list, with the key, and no model is", async () => {
  const asked: string[] = [];
  const states = [];
  for (const status of [200, 404, 401, 503]) {
    const server = await answering(status, asked);
    states.push((await reachModel(() => askModels({ server, key: "k" }))).state);
  }
  const gone = await reachModel(() => askModels({ server: "http://127.0.0.1:9", key: null }));

  expect(states).toEqual(["ok", "ok", "down", "down"]);
  expect(gone).toMatchObject({ state: "down", says: expect.stringContaining("does not answer") });
  expect(new Set(asked)).toEqual(new Set(["/models Bearer k"]));
  expect(await reachModel(null)).toMatchObject({ state: "off" });
});

function pipelines(health: { alive: boolean; last: string | null }, callbackOrigins: string[] = []) {
  const deps = { github: { health: async () => health }, askModels: null, settings: { callbackOrigins } };
  // Safe: what is asked of each is here.
  return pipelinesDependencies(deps as unknown as PipelinesDeps);
}

test("the pipelines tell a reader of GitHub that is gone, a GitHub that fails them, and one that nobody asked yet", async () => {
  const look = (alive: boolean, last: string | null) => pipelines({ alive, last }).github!.look();

  expect(await look(true, null)).toMatchObject({ state: "ok", says: expect.stringContaining("not asked yet") });
  expect(await look(true, "answered")).toMatchObject({ state: "ok" });
  expect(await look(true, "unauthorized")).toMatchObject({ state: "down", detail: "unauthorized" });
  expect(await look(false, "answered")).toMatchObject({ state: "down", says: "Its reader does not answer." });
});

test("the pipelines tell whether those who get results answer, and name none of them to strangers", async () => {
  const [up, down] = [await answering(404), "http://127.0.0.1:9"];
  const found = await pipelines({ alive: true, last: null }, [up, down]).app!.look();

  expect(found).toMatchObject({ state: "down", says: "1 of 2 in CALLBACK_ORIGINS do not answer.", detail: down });
  expect(await pipelines({ alive: true, last: null }, [up]).app!.look()).toMatchObject({ state: "ok" });
  expect(await pipelines({ alive: true, last: null }).app!.look()).toMatchObject({ state: "off" });
});
