import { connect } from "node:net";
import { once } from "node:events";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { startDemoSlack } from "../../demo/slack/server.ts";
import { controlsOf, type Controls } from "../support/demo-slack-controls.ts";

type Said = { type: string; envelope_id: string; payload: Record<string, unknown>; [field: string]: unknown };

let slack: Controls;

beforeEach(async () => {
  slack = await start(20_000);
});

async function start(ack_ms: number): Promise<Controls> {
  const server = await startDemoSlack({ rate: "off", ack_ms, retry_after_ms: [0, 10, 20] });
  onTestFinished(() => server.stop());
  return controlsOf(server.url);
}

test("a socket is opened with the app's token alone, and its address works once", async () => {
  expect(await open("xoxb-demo")).toMatchObject({ ok: false, error: "not_allowed_token_type" });
  expect(await open("xapp-other")).toMatchObject({ ok: false, error: "invalid_auth" });
  const { url = "" } = await open();

  const first = await join(url);
  expect(first.said[0]).toMatchObject({ type: "hello", num_connections: 1, connection_info: { app_id: "A0PULSE" } });
  const again = new WebSocket(url);
  await once(again, "error");
  expect(await slack.app()).toMatchObject({ transport: "socket", connections: 1 });
});

test("a command comes in an envelope, and its ack's payload is the answer", async () => {
  const app = await join((await open()).url, ({ envelope_id }) => ({ envelope_id, payload: { text: "Usage" } }));

  expect(await slack.command("/pulse help")).toMatchObject({ ok: true });

  expect(app.said[1]).toMatchObject({
    type: "slash_commands",
    accepts_response_payload: true,
    payload: { command: "/pulse", text: "help", user_id: "U0MIRA" },
  });
  expect((await slack.person("U0MIRA")).ephemerals).toMatchObject([{ text: "Usage" }]);
});

test("an event that is not acked comes again with its number and reason", async () => {
  slack = await start(1_500);
  let events = 0;
  const app = await join((await open()).url, ({ envelope_id }) => (++events > 1 ? { envelope_id } : undefined));

  await slack.act({ what: "home", as: "U0MIRA" });
  await expect.poll(() => app.said.length).toBe(3);

  expect(app.said.slice(1)).toMatchObject([
    { type: "events_api", accepts_response_payload: false, retry_attempt: 0 },
    { type: "events_api", retry_attempt: 1, retry_reason: "http_timeout" },
  ]);
});

test("with two sockets each envelope goes to one of them, in turn", async () => {
  const apps = [await join((await open()).url, ack), await join((await open()).url, ack)];

  for (const text of ["one", "two", "three", "four"]) await slack.command(`/pulse ${text}`);

  expect(apps.map(({ said }) => said.length - 1)).toEqual([2, 2]);
});

test("without a socket, and with one that was dropped, the person is told", async () => {
  expect(await slack.command("/pulse")).toMatchObject({ seen: '/pulse failed with the error "dispatch_failed"' });

  const app = await join((await open()).url, ack);
  await slack.fault({ method: "slash_commands", fault: "socket-drop" });
  expect(await slack.command("/pulse")).toMatchObject({ ok: false });
  await app.closed;
});

test("a disconnect says why before it closes", async () => {
  const app = await join((await open()).url, ack);

  await slack.socket({ change: "disconnect", reason: "warning" });
  await slack.socket({ change: "disconnect", reason: "refresh_requested" });
  const { code } = await app.closed;

  expect(code).toBe(1000);
  expect(app.said.slice(1)).toMatchObject([
    { type: "disconnect", reason: "warning" },
    { type: "disconnect", reason: "refresh_requested" },
  ]);
  expect((await slack.app()).connections).toBe(0);
});

test("long texts and characters beyond ASCII arrive whole, both ways", async () => {
  const long = "ü🚀".repeat(20_000);
  await join((await open()).url, ({ envelope_id }) => ({ envelope_id, payload: { text: long.slice(0, 30_000) } }));

  await slack.command(`/pulse ${long}`);

  expect((await slack.person("U0MIRA")).ephemerals[0]?.text).toBe(long.slice(0, 30_000));
});

test("a message above one mebibyte closes the connection with 1009, a binary one with 1003", async () => {
  const big = await join((await open()).url);
  big.socket.send("x".repeat(1_048_577));
  expect((await big.closed).code).toBe(1009);

  const binary = await join((await open()).url);
  binary.socket.send(new Uint8Array([1, 2, 3]));
  expect((await binary.closed).code).toBe(1003);
});

test.each([
  ["an unmasked frame", 1002, [0x81, 0x02, 0x68, 0x69]],
  ["a reserved bit", 1002, [0xc1, 0x80, 0, 0, 0, 0]],
  ["a continuation of nothing", 1002, [0x80, 0x80, 0, 0, 0, 0]],
  ["a fragmented ping", 1002, [0x09, 0x80, 0, 0, 0, 0]],
  ["a text that is not UTF-8", 1007, [0x81, 0x81, 0, 0, 0, 0, 0xff]],
])("%s closes the connection with %s", async (_what, status, frame) => {
  const socket = await byHand();

  socket.write(Buffer.from(frame));

  const bytes = await lastBytes(socket);
  expect([bytes[0], bytes.readUInt16BE(2)]).toEqual([0x88, status]);
});

test("a text in fragments with a ping between is one message, and the ping is answered", async () => {
  const socket = await byHand();
  const answers: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => answers.push(chunk));

  socket.write(Buffer.from([0x01, 0x81, 0, 0, 0, 0, 0x7b]));
  socket.write(Buffer.from([0x89, 0x82, 1, 1, 1, 1, 0x69, 0x68]));
  socket.write(Buffer.from([0x80, 0x81, 0, 0, 0, 0, 0x7d]));
  await expect.poll(() => Buffer.concat(answers).toString("latin1")).toContain("\x8a\x02hi");

  expect(socket.destroyed).toBe(false);
  socket.destroy();
});

test("an upgrade without a ticket, or elsewhere, is turned away", async () => {
  for (const path of ["/link/?ticket=none", "/api/auth.test"]) {
    const socket = new WebSocket(`${slack.url.replace("http", "ws")}${path}`);
    await once(socket, "error");
  }
});

type Opened = { ok: boolean; url: string; error?: string };

async function open(token = "xapp-demo"): Promise<Opened> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${slack.url}/api/apps.connections.open`, { method: "POST", headers });
  return (await answer.json()) as Opened; // Safe: the tests compare what they read of it.
}

const ack = ({ envelope_id }: Said): object => ({ envelope_id });

/** An app's end of a socket, by Node's own client; up when it has been greeted. */
async function join(url: string, answer: (said: Said) => object | undefined = () => undefined) {
  const socket = new WebSocket(url);
  const said: Said[] = [];
  const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve));
  socket.addEventListener("message", ({ data }) => {
    const message: Said = JSON.parse(String(data));
    said.push(message);
    const reply = message.envelope_id ? answer(message) : undefined;
    if (reply) socket.send(JSON.stringify(reply));
  });
  onTestFinished(() => socket.close());
  await expect.poll(() => said.length).toBe(1);
  return { socket, said, closed };
}

/** A connection after its handshake, for frames that no proper client would send. */
async function byHand() {
  const { hostname, port, pathname, search } = new URL((await open()).url);
  const socket = connect(Number(port), hostname);
  const head = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"];
  const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
  socket.write([`GET ${pathname}${search} HTTP/1.1`, `Host: ${hostname}:${port}`, ...head, key, "", ""].join("\r\n"));
  let seen = "";
  socket.on("data", (chunk: Buffer) => (seen += chunk.toString("latin1")));
  await expect.poll(() => seen).toContain("hello");
  // The key and its answer are the example of RFC 6455, 1.3.
  expect(seen).toContain("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  return socket;
}

async function lastBytes(socket: ReturnType<typeof connect>): Promise<Buffer> {
  const [bytes] = await once(socket, "data");
  socket.destroy();
  return bytes;
}
