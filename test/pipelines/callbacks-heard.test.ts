import { randomUUID } from "node:crypto";
import type { lookup as systemLookup, LookupAddress } from "node:dns";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../pipelines/config.ts";
import { callbackFetch, type CallbackRule } from "../../pipelines/readiness/callbacks.ts";
import type { TriggerAnswer } from "../../webhooks/contract/runs.ts";
import { sendWebhook } from "../../webhooks/send.ts";
import { startCallbacks, type Callbacks } from "../support/callbacks.ts";
import { MADE_WEEK, pulls } from "../support/made-repository.ts";
import { pipelinesEnv, RUNS, SIGNING_KEY, triggerOf } from "../support/pipelines.ts";
import { until } from "../support/until.ts";
import { type MadeWorld, startMadeWorld } from "../support/made-world.ts";

const development: CallbackRule = { callbackOrigins: [], production: false };

const delivery = (url: string) => ({
  url,
  id: "msg_1",
  body: "{}",
  token: "t".repeat(43),
  signingKey: SIGNING_KEY,
  now: new Date(),
});

let world: MadeWorld;
let callbacks: MadeWorld["callbacks"];
let pipelines: MadeWorld["pipelines"];

beforeAll(async () => {
  world = await startMadeWorld({ "acme/shop": pulls(3) });
  ({ callbacks, pipelines } = world);
});
afterAll(() => world?.end());

test("a name is asked for once, and what it led to is what is connected to", async () => {
  const asked: string[] = [];
  const { port } = new URL(callbacks.url("/"));
  const address = `http://app.example:${port}/named`;

  const heard = await sendWebhook(delivery(address), callbackFetch(development, leading(["127.0.0.1"], asked)));

  expect(heard).toMatchObject({ status: 200 });
  expect([asked, callbacks.at("/named").length]).toEqual([["app.example"], 1]);
});

const shop = { sources: [{ repo: "acme/shop" }], date_range: MADE_WEEK };

test("a result does not follow a redirect, so its token stays where it was sent", async () => {
  const other = await startCallbacks();
  try {
    const led = { status: 307, headers: { location: other.url("/stolen") } };
    const { runId, path } = await pipelines.start({ parameters: shop, callbacks, answers: [led], dryRun: true });

    await pipelines.runIs(runId, "delivered", (run) => run.report_back.state === "delivered");

    expect([callbacks.at(path).length, other.at("/stolen").length]).toEqual([2, 0]);
  } finally {
    await other.close();
  }
});

/** From the end of its run to its event, in milliseconds. */
async function eventAfter(where: Callbacks): Promise<number> {
  const { runId, path } = await pipelines.start({ parameters: shop, callbacks: where, dryRun: true });
  const [event] = await until("event of a healthy receiver", () => where.at(path).length > 0 && where.at(path));
  const { finished_at } = await pipelines.runIs(runId, "over", (run) => run.finished_at !== null);
  return event!.at - Date.parse(finished_at ?? "");
}

test("with sixty receivers that hang, each in a place of its own, a healthy one has its events at once", async () => {
  const hanging = await Promise.all(Array.from({ length: 60 }, () => startCallbacks()));
  const hangs = ["hold", "hold", "hold", "hold"] as const;
  try {
    const runs = await Promise.all(
      hanging.map((where) =>
        pipelines.start({ parameters: shop, callbacks: where, answers: [...hangs], dryRun: true }),
      ),
    );
    await until(
      "most of them asked",
      () => hanging.filter((where, n) => where.at(runs[n]!.path).length > 0).length > 40,
    );

    const first = await eventAfter(callbacks);
    await until("second try", () => hanging.some((where, n) => where.at(runs[n]!.path).length > 1));
    const later = await eventAfter(callbacks);

    expect(
      [first, later].map((ms) => ms < 10_000),
      `after ${first} ms and ${later} ms`,
    ).toEqual([true, true]);
    if (process.env["SHOW_FIGURES"]) console.log("60 hang; the healthy one has its event after ms", first, later);
  } finally {
    await Promise.all(hanging.map((where) => where.close()));
  }
});

test("thirty results for one receiver that hangs keep nobody else's waiting", async () => {
  const hangs = await startCallbacks();
  try {
    const answers = ["hold", "hold"] as const;
    const asked = { parameters: shop, callbacks: hangs, answers: [...answers], dryRun: true };
    const runs = await Promise.all(Array.from({ length: 30 }, () => pipelines.start(asked)));
    await until("first that hang", () => runs.filter(({ path }) => hangs.at(path).length > 0).length > 5);

    const after = await eventAfter(callbacks);

    expect(after).toBeLessThan(10_000);
    if (process.env["SHOW_FIGURES"])
      console.log("30 for one that hangs; the healthy one has its event after ms", after);
    expect(runs.filter(({ path }) => hangs.at(path).length > 0).length).toBeLessThan(20);
  } finally {
    await hangs.close();
  }
});

test("why a result did not arrive is told to nobody who asks by the API", async () => {
  const { port } = new URL(callbacks.url("/"));
  const closed = ["http://127.0.0.1:1024/hook", `https://127.0.0.1:${port}/hook`, "http://nowhere.invalid/hook"];

  const said = await Promise.all(closed.map(whatIsSaid));

  const same = { state: "pending", last_status: null, last_error: "the callback address did not take it" };
  for (const { report_back, step } of said) {
    expect(report_back).toMatchObject(same);
    expect(step).toBe(same.last_error);
  }
});

async function whatIsSaid(address: string) {
  const trigger = { ...triggerOf(randomUUID(), address, "t".repeat(43), shop), dry_run: true };
  const { body } = await pipelines.post<TriggerAnswer>(RUNS, trigger, { "idempotency-key": randomUUID() });
  const { report_back } = await pipelines.runIs(body.run_id, "tried once", (run) => run.report_back.attempts > 0);
  const { steps } = (await pipelines.get<{ steps: { detail: string }[] }>(`/runs/${body.run_id}/steps`)).body;
  return { report_back, step: steps.at(-1)?.detail };
}

test("production does not start without the two addresses that it cannot guess, and says both at once", () => {
  const env = pipelinesEnv({ databaseUrl: "postgresql://x", githubUrl: "http://x" });
  const read = (more: Record<string, string>) => () => readConfig({ ...env, NODE_ENV: "production", ...more });

  expect(read({})).toThrow(/PIPELINES_PUBLIC_URL: must say where.*\n.*CALLBACK_ORIGINS: must be the origin of the app/);
  const both = { PIPELINES_PUBLIC_URL: "http://p:3100", CALLBACK_ORIGINS: "https://pulse.example.com" };
  expect(read(both)).not.toThrow();
});

/** A DNS that answers with these addresses, whatever it is asked for. */
function leading(addresses: string[], asked: string[]): typeof systemLookup {
  const found: LookupAddress[] = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  // Safe: callbackFetch asks for all addresses, in this one way.
  return ((name: string, _options: object, done: (error: null, all: LookupAddress[]) => void) => {
    asked.push(name);
    done(null, found);
  }) as unknown as typeof systemLookup;
}
