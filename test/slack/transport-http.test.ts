import type { App, ReceiverEvent } from "@slack/bolt";
import { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { says } from "../../app/slack/answer.ts";
import { EVENTS_PATH } from "../../app/slack/transport/events-path.ts";
import { httpTransport } from "../../app/slack/transport/http.ts";
import { signedHeaders } from "../../demo/slack/dispatch/signed.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { silent } from "../support/database.ts";
import { SECRET, signedSender } from "../support/signed-slack.ts";
import { startSlackFront, type FrontInTest } from "../support/slack-front.ts";

const MINUTE_MS = 60_000;

describe("signed requests", () => {
  let app: TestApp;
  let it: FrontInTest;
  let slack: ReturnType<typeof signedSender>;
  let helped = 0;

  beforeAll(async () => {
    app = await startTestApp();
    const help = async () => says(`Here is how, for the ${++helped}. time.`);
    it = await startSlackFront({ app, by: "http", chores: [], listeners: { command: { help } } });
    slack = signedSender(it.url);
  });
  afterAll(async () => {
    await it.stop();
    await app.stop();
  });
  beforeEach(() => void (helped = 0));

  test("a command is answered in the ack", async () => {
    const { status, text } = await slack.command("help");

    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ response_type: "ephemeral", text: "Here is how, for the 1. time." });
  });

  test.each([
    ["another secret", { secret: "somebody-else-s-secret" }],
    ["a time six minutes ago", { at: new Date(Date.now() - 6 * MINUTE_MS) }],
    ["a time six minutes ahead", { at: new Date(Date.now() + 6 * MINUTE_MS) }],
    ["no signature", { headers: { "x-slack-signature": "" } }],
    ["no time", { headers: { "x-slack-request-timestamp": "" } }],
    ["a time that is none", { headers: { "x-slack-request-timestamp": "soon" } }],
  ])("with %s it is refused without a word, and nothing is done", async (_what, how) => {
    expect(await slack.command("help", {}, how)).toMatchObject({ status: 401, text: "" });
    expect(helped).toBe(0);
  });

  test("a request that comes again, byte for byte, is refused", async () => {
    const body = new URLSearchParams({ command: "/pulse", text: "help", ...FROM_MIRA }).toString();
    const at = new Date();

    expect((await slack.send(body, { at })).status).toBe(200);
    expect(await slack.send(body, { at })).toMatchObject({ status: 401, text: "" });
    expect(helped).toBe(1);
  });

  test("one changed byte is another request", async () => {
    const body = new URLSearchParams({ command: "/pulse", text: "help", ...FROM_MIRA }).toString();
    const headers = signedHeaders(SECRET, body, new Date());

    expect((await slack.send(body.replace("help", "helo"), { headers })).status).toBe(401);
  });

  test("what is read is refused only once it is known to be Slack's", async () => {
    const garbage = { type: "application/json" };
    expect(await slack.send("{no json", garbage)).toMatchObject({ status: 400 });
    expect(await slack.send("[1, 2]", garbage)).toMatchObject({ status: 400 });
    expect(await slack.send("payload=%7Bno", {})).toMatchObject({ status: 400 });
    expect(await slack.send("<xml/>", { type: "text/xml" })).toMatchObject({ status: 415 });
    expect(await slack.send("{no json", { ...garbage, secret: "another-one-altogether" })).toMatchObject({
      status: 401,
    });
  });

  test("a body above a megabyte is not read", async () => {
    expect((await slack.send(`text=${"a".repeat(1_100_000)}`)).status).toBe(413);
  });

  test("only POST is taken", async () => {
    const { status, headers } = await slack.send("", { method: "GET" });
    expect(status).toBe(405);
    expect(headers.get("allow")).toBe("POST");
    expect((await slack.send("{}", { method: "PUT" })).status).toBe(405);
  });

  test("Slack's question whether the address is ours is answered, when it is signed", async () => {
    const asked = { type: "url_verification", challenge: "3eZbrw1aB" };
    expect(JSON.parse((await slack.json(asked)).text)).toEqual({ challenge: "3eZbrw1aB" });
    expect(await slack.json(asked, { secret: "not-the-right-secret" })).toMatchObject({ status: 401, text: "" });
  });

  test("the certificate check needs no signature, and only exactly it", async () => {
    expect((await slack.send("ssl_check=1&token=x", { secret: "not-the-right-secret" })).status).toBe(200);
    expect((await slack.send("ssl_check=12", { secret: "not-the-right-secret" })).status).toBe(401);
  });

  test("what nobody listens to is not found", async () => {
    const body = { type: "block_suggestion", action_id: "x", block_id: "b", value: "v", user: { id: "U0MIRA" } };
    const sent = await slack.send(new URLSearchParams({ payload: JSON.stringify(body) }).toString());
    expect(sent.status).toBe(404);
  });

  test.each([
    ["3,000 levels", `{"type":"block_actions","view":${"[".repeat(3_000)}${"]".repeat(3_000)}}`],
    ["200,000 values", `{"type":"block_actions","actions":[${"{},".repeat(100_000)}{}]}`],
  ])("a payload of %s is refused, signed or not", async (_what, payload) => {
    expect((await slack.send(new URLSearchParams({ payload }).toString())).status).toBe(400);
    expect((await slack.send(payload, { headers: { "content-type": "application/json" } })).status).toBe(400);
  });

  test("a payload of another shape is not worked on, and the next one is", async () => {
    const broken = { type: "block_actions", actions: [], user: { id: "U0MIRA" }, team: { id: "T0ACME" } };
    const sent = await slack.send(new URLSearchParams({ payload: JSON.stringify(broken) }).toString());
    expect(sent.status).toBe(404);
    expect((await slack.command("help")).status).toBe(200);
  });
});

const FROM_MIRA = { team_id: "T0ACME", user_id: "U0MIRA", channel_id: "C0ENG", trigger_id: "1.2", channel_name: "x" };

describe("what the listeners take their time for", () => {
  type Work = (event: ReceiverEvent) => Promise<void>;

  function transportWith(work: Work) {
    const transport = httpTransport({ signingSecret: SECRET, log: silent, clock: () => new Date(), patience_ms: 60 });
    // Safe: of Bolt the transport uses this alone.
    transport.init({ processEvent: work } as unknown as App);
    const app = new Hono().route(EVENTS_PATH, transport.routes);
    return async (body: object, at = new Date()) => {
      const text = JSON.stringify(body);
      const headers = { "content-type": "application/json", ...signedHeaders(SECRET, text, at) };
      return app.request(EVENTS_PATH, { method: "POST", body: text, headers });
    };
  }

  test("is answered with 503 after Slack's patience, and the late answer harms nobody", async () => {
    const late = Promise.withResolvers<void>();
    const acked = Promise.withResolvers<void>();
    const send = transportWith(async ({ ack }) => {
      await late.promise;
      await ack("too late");
      acked.resolve();
    });

    expect((await send({ type: "x" })).status).toBe(503);
    late.resolve();
    await acked.promise;
  });

  test("and breaks after the ack is nobody's answer", async () => {
    const send = transportWith(async ({ ack }) => {
      await ack({ text: "done" });
      throw new Error("afterwards");
    });

    const answer = await send({ type: "x" });
    expect([answer.status, await answer.json()]).toEqual([200, { text: "done" }]);
  });

  test("an event that Slack brings again is worked on once, unless it never was", async () => {
    let works = 0;
    let broken = true;
    const send = transportWith(async ({ ack }) => {
      works += 1;
      if (broken) throw new Error("before the ack");
      await ack();
    });
    const event = { type: "event_callback", event_id: "Ev1" };
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);

    expect((await send(event, ago(9))).status).toBe(500);
    broken = false;
    expect((await send(event, ago(6))).status).toBe(200);
    expect((await send(event, ago(3))).status).toBe(200);
    expect(works).toBe(2);
  });

  test("nothing starts on an empty signing secret", () => {
    const options = { log: silent, clock: () => new Date() };
    expect(() => httpTransport({ ...options, signingSecret: " " })).toThrow("SLACK_SIGNING_SECRET is empty");
  });

  test("its health says when the last signed request came, and why none does", async () => {
    const transport = httpTransport({ signingSecret: SECRET, log: silent, clock: () => new Date() });
    const body = "ssl_check=0";
    const post = (secret: string) =>
      transport.routes.request("/", { method: "POST", body, headers: signedHeaders(secret, body, new Date()) });

    await post("of-another-app-s-page");
    expect(transport.health()).toMatchObject({
      connected: false,
      last_problem: expect.stringContaining("not this app’s"),
    });
    await post(SECRET);
    expect(transport.health()).toMatchObject({ connected: true, last_problem: null, since: expect.any(Date) });
  });
});
