import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Clock } from "../../base/clock.ts";
import type { Ack } from "./delivery.ts";
import { SlackRefusal } from "./slack-refusal.ts";
import { BOT } from "./world.ts";

/** Source: docs.slack.dev, "Using Socket Mode": an app may have ten. */
const MAX_CONNECTIONS = 10;
/** The address of `apps.connections.open` is good once, and for so long. */
const TICKET_MS = 30_000;
/** `@slack/socket-mode` takes a server for dead that has not pinged for 30 s. */
const PING_MS = 5_000;
/** Of one message, its fragments together. */
const MAX_MESSAGE_BYTES = 1_048_576;

type Envelope = { type: string; payload: unknown; accepts_response_payload: boolean; [field: string]: unknown };
export type Sockets = ReturnType<typeof createSockets>;
type DisconnectReason = "warning" | "refresh_requested" | "link_disabled";

/** The app's Socket Mode connections: who may come, who gets the next envelope, and which acks are awaited. */
export function createSockets(clock: Clock, url: () => string, ack_ms: () => number) {
  const tickets = createTickets(clock);
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const open = server.clients;
  const acks = createAcks(ack_ms);
  let turn = 0;

  const pings = setInterval(() => open.forEach((each) => each.ping()), PING_MS);
  pings.unref();

  function welcome(connection: WebSocket): void {
    connection.on("message", (data, isBinary) => {
      if (isBinary) return connection.close(1003, "only text is understood");
      // After our good-bye nothing is heard.
      if (connection.readyState === connection.OPEN) acks.hear(String(data));
    });
    // What the other side did wrong: ws has closed with its status already.
    connection.on("error", () => undefined);
    connection.send(hello(open.size));
  }

  return {
    count: () => open.size,

    /** For `apps.connections.open`. @throws {SlackRefusal} `too_many_websockets` */
    invite(): string {
      if (open.size >= MAX_CONNECTIONS) throw new SlackRefusal("too_many_websockets");
      return `${url().replace(/^http/, "ws")}/link/?ticket=${tickets.issue()}&app_id=${BOT.app}`;
    },

    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://demo");
      const isInvited = pathname === "/link/" && tickets.take(searchParams.get("ticket") ?? "");
      if (isInvited) server.handleUpgrade(request, socket, head, welcome);
      else socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    },

    /** Gives the envelope to one connection, in turn, and waits for its ack. */
    async deliver(envelope: Envelope): Promise<Ack> {
      const connection = [...open][turn++ % Math.max(1, open.size)];
      if (!connection) return { ok: false, reason: "not connected" };
      const envelope_id = randomUUID();
      const ack = acks.of(envelope_id);
      connection.send(JSON.stringify({ envelope_id, ...envelope }));
      return ack;
    },

    disconnect: (reason: DisconnectReason) => open.forEach((each) => sendAway(each, reason)),

    drop: () => open.forEach((each) => each.terminate()),

    stop(): void {
      clearInterval(pings);
      open.forEach((each) => each.terminate());
    },
  };
}

function createAcks(ack_ms: () => number) {
  const awaited = new Map<string, (answer: unknown) => void>();

  return {
    of(envelope_id: string): Promise<Ack> {
      const { promise, resolve } = Promise.withResolvers<Ack>();
      const timer = setTimeout(() => resolve({ ok: false, reason: "timeout" }), ack_ms());
      awaited.set(envelope_id, (answer) => resolve({ ok: true, answer }));
      return promise.finally(() => {
        clearTimeout(timer);
        awaited.delete(envelope_id);
      });
    },

    hear(text: string): void {
      const said = readEnvelope(text);
      if (said?.envelope_id) awaited.get(said.envelope_id)?.(said.payload);
    },
  };
}

function createTickets(clock: Clock) {
  const good = new Map<string, number>();

  return {
    issue(): string {
      const ticket = randomUUID();
      good.set(ticket, clock().getTime() + TICKET_MS);
      return ticket;
    },

    take(ticket: string): boolean {
      const until_ms = good.get(ticket) ?? 0;
      good.delete(ticket);
      return until_ms >= clock().getTime();
    },
  };
}

function hello(num_connections: number): string {
  const debug_info = { host: "demo-slack", build_number: 1, approximate_connection_time: 18_060 };
  return JSON.stringify({ type: "hello", connection_info: { app_id: BOT.app }, num_connections, debug_info });
}

/** What Slack says before it closes; it does so every few hours. Source: docs.slack.dev, "Using Socket Mode". */
function sendAway(connection: WebSocket, reason: DisconnectReason): void {
  connection.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "demo-slack" } }));
  if (reason !== "warning") connection.close(1000, reason);
}

function readEnvelope(text: string): { envelope_id?: string; payload?: unknown } | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null ? read : undefined;
  } catch {
    return undefined;
  }
}
