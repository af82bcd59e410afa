import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { App } from "@slack/bolt";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { pauseAfter, socketTransport, type Pauses } from "../../app/slack/transport/socket.ts";
import { startDemoSlack, type DemoSlackOptions } from "../../demo/slack/server.ts";
import { silent } from "../support/database.ts";
import { controlsOf } from "../support/demo-slack-controls.ts";
import { until } from "../support/until.ts";

const QUICK: Pauses = { first_ms: 10, most_ms: 40, steady_ms: 0, quiet_ms: 0, hello_ms: 5_000 };

/** What the log said, and what came. */
let warnings: string[];
let came: string[];
beforeEach(() => {
  warnings = [];
  came = [];
});

function transportTo(url: string, more: { appToken?: string; pauses?: Pauses } = {}) {
  const log = Object.assign(Object.create(silent) as typeof silent, {
    warn: (_fields: unknown, message?: string) => void warnings.push(message ?? String(_fields)),
  });
  const { appToken = "xapp-demo", pauses = QUICK } = more;
  const transport = socketTransport({ appToken, pauses, apiUrl: `${url}/api/`, log, clock: () => new Date() });
  transport.init({
    processEvent: async ({ body, ack }) => {
      came.push(String(body["text"]));
      await ack({ text: `heard ${String(body["text"])}` });
    },
    // Safe: of Bolt the transport uses this alone.
  } as Partial<App> as App);
  onTestFinished(async () => void (await transport.stop()));
  return transport;
}

async function slackAt(options: DemoSlackOptions = {}) {
  const server = await startDemoSlack({ rate: "off", ...options });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= server.stop());
  onTestFinished(() => stop());
  return { ...controlsOf(server.url), port: Number(new URL(server.url).port), stop };
}

const connected = (transport: ReturnType<typeof transportTo>, is = true) =>
  until(`connection that is ${is}`, () => transport.health().connected === is);

describe("with Slack there", () => {
  test("it is connected, hears what people write, and answers inside the ack", async () => {
    const slack = await slackAt();
    const transport = transportTo(slack.url);
    expect(transport.health()).toMatchObject({ transport: "socket", connected: false });
    await transport.start();
    await connected(transport);

    await slack.command("/pulse hello");

    expect(came).toEqual(["hello"]);
    expect((await slack.person("U0MIRA")).ephemerals.at(-1)).toMatchObject({ text: "heard hello" });
    expect(transport.health()).toMatchObject({ since: expect.any(Date), last_problem: null });
  });

  test("when Slack asks for another connection there is one before the first one goes, and nothing is lost", async () => {
    const slack = await slackAt();
    const transport = transportTo(slack.url, { pauses: { ...QUICK, first_ms: 60_000, most_ms: 60_000 } });
    await transport.start();
    await connected(transport);

    await slack.socket({ change: "disconnect", reason: "warning" });
    await until("second connection", async () => (await slack.app()).connections === 2);
    for (const text of ["one", "two", "three"])
      expect(await slack.command(`/pulse ${text}`)).toMatchObject({ ok: true });

    expect(came).toEqual(["one", "two", "three"]);
    expect(warnings).toEqual([]);
  });

  test("a connection that breaks is made again, and the log says so once", async () => {
    const slack = await slackAt();
    const transport = transportTo(slack.url);
    await transport.start();
    await connected(transport);

    await slack.socket({ change: "drop" });
    await until("both lines", () => warnings.length === 2);

    expect(warnings).toEqual(["Slack is not connected; Pulse keeps trying", "Slack is connected again"]);
    await connected(transport);
    expect(await slack.command("/pulse again")).toMatchObject({ ok: true });
  });

  test("a wrong app token is named, with where to get another one", async () => {
    const slack = await slackAt({ appToken: "xapp-right" });
    const transport = transportTo(slack.url, { appToken: "xapp-wrong" });
    await transport.start();

    await until("problem", () => transport.health().last_problem);

    expect(transport.health().last_problem).toContain(
      "Slack refuses SLACK_APP_TOKEN: make one under Basic Information",
    );
  });

  test("stopping hangs up, also while it connects, and may be done twice", async () => {
    const slack = await slackAt();
    const [first, second] = [transportTo(slack.url), transportTo(slack.url)];
    await Promise.all([first.start(), second.start()]);
    await first.stop();
    await connected(second);
    await second.stop();
    await second.stop();

    await until("end of all connections", async () => (await slack.app()).connections === 0);
    expect(second.health().connected).toBe(false);
  });
});

describe("with Slack away", () => {
  test("at the start and for a while it lives, tells it once, and is there as soon as Slack is", async () => {
    const gone = await slackAt();
    await gone.stop();
    const transport = transportTo(gone.url);
    await transport.start();
    await until("problem", () => transport.health().last_problem === "Slack cannot be reached.");

    const back = await slackAt({ port: gone.port });
    await connected(transport);
    await back.stop();
    await connected(transport, false);
    const again = await slackAt({ port: gone.port });
    await connected(transport);

    expect(await again.command("/pulse here")).toMatchObject({ ok: true });
    const told = ["Slack is not connected; Pulse keeps trying", "Slack is connected again"];
    expect(warnings).toEqual([...told, ...told]);
  });

  test("for a moment, nothing is said in the log", async () => {
    const slack = await slackAt();
    const transport = transportTo(slack.url, { pauses: { ...QUICK, quiet_ms: 60_000 } });
    await transport.start();
    await connected(transport);
    await slack.socket({ change: "drop" });
    await until("new connection", async () => (await slack.app()).connections === 1 && transport.health().connected);

    expect(warnings).toEqual([]);
  });

  test.each([
    [1, 500],
    [2, 1_000],
    [5, 8_000],
    [50, 15_000],
  ])("after %i failures it waits %i ms and as much again by chance", (failures, least) => {
    const pauses = { ...QUICK, first_ms: 1_000, most_ms: 30_000 };
    expect(pauseAfter(failures, pauses, () => 0)).toBe(least);
    expect(pauseAfter(failures, pauses, () => 0.5)).toBe(least * 1.5);
  });
});

test("messages that are none of Slack's do not end the process, and what follows them is heard", async () => {
  const url = await slackThatSays([
    "null",
    "no json",
    '{"type":"events_api"}',
    '{"type":"events_api","payload":{"event":null}}',
    '{"type":"hello"}',
    '{"type":"slash_commands","envelope_id":"e1","payload":{"text":"after all that"}}',
  ]);
  const transport = transportTo(url);
  await transport.start();

  await until("command", () => came.includes("after all that"));
  expect(transport.health().connected).toBe(true);
});

test("a socket that says nothing is none", async () => {
  const transport = transportTo(await slackThatSays([]), { pauses: { ...QUICK, hello_ms: 50 } });
  await transport.start();

  await until("problem", () => transport.health().last_problem === "Slack opened a connection and said nothing.");
});

/** A Slack that says these things on every socket. */
async function slackThatSays(messages: readonly string[]): Promise<string> {
  const server = createServer((_request, answer) => {
    answer.setHeader("content-type", "application/json");
    answer.end(JSON.stringify({ ok: true, url: `${url.replace("http", "ws")}/link` }));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (connection) => messages.forEach((message) => connection.send(message)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    sockets.clients.forEach((connection) => connection.terminate());
  });
  // Safe: a server that listens on a port has such an address.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return url;
}
