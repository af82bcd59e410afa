import { createHmac, timingSafeEqual } from "node:crypto";
import type { App, ReceiverEvent } from "@slack/bolt";
import { Hono, type Context } from "hono";
import { z } from "zod";
import type { Clock } from "../../../base/clock.ts";
import type { Log } from "../../../base/log.ts";
import { readBody } from "../../../base/read-body.ts";
import type { TransportHealth } from "../../ports/slack-setup.ts";
import { late } from "../../soon.ts";
import { readPayload, type Payload } from "./payload.ts";
import { actOf, rememberedHere, type Remembered } from "./remembered.ts";
import type { Transport } from "./transport.ts";

const MAX_BODY_BYTES = 1_048_576;
/** Source: docs.slack.dev, "Verifying requests from Slack": five minutes; we hold it in both directions. */
const TOLERANCE_S = 300;
/** Slack waits three seconds. */
const ACKNOWLEDGED_WITHIN_MS = 2_900;
/** So long it is waited for the word that this came before; after it the listener waits for that itself. */
const MEMORY_MS = 300;

type Options = {
  signingSecret: string;
  log: Log;
  clock: Clock;
  patience_ms?: number;
  /** Absent: this process alone remembers. */
  remembered?: Remembered;
};

/**
 * Slack's signed requests, on the app's own server.
 *
 * Whatever somebody does is taken once: Slack brings an act but once, so a second one comes from somebody who listened, and gets the
 * same 401 as a wrong signature. Events that Slack itself sends again are told by their `event_id`.
 *
 * @throws {Error} on an empty secret: with it anybody could sign.
 */
export function httpTransport(options: Options): Transport & { routes: Hono } {
  const { signingSecret, log, clock, patience_ms = ACKNOWLEDGED_WITHIN_MS, remembered = rememberedHere() } = options;
  if (signingSecret.trim() === "") throw new Error("SLACK_SIGNING_SECRET is empty. Copy it from Basic Information.");
  const health: TransportHealth = { transport: "http", connected: false, since: null, last_problem: null };
  let app: App | undefined;

  async function receive(c: Context): Promise<Response> {
    const body = await readBody(c.req.raw, MAX_BODY_BYTES);
    if (!body) return c.body(null, 413, { connection: "close" });
    const type = c.req.header("content-type") ?? "";
    if (isSslCheck(type, body)) return c.body(null, 200);
    const refused = refusal(c, body, { signingSecret, now: clock() });
    if (refused) return turnedAway(c, refused);
    const read = readPayload(type, body.toString("utf8"));
    const act = ("status" in read ? null : actOf(read.body)) ?? `signature ${signatureOf(c)}`;
    const turn = remembered.claim(act);
    const first = await Promise.race([turn.catch(() => "unknown" as const), late(MEMORY_MS)]);
    const event = "event_id" in read && read.event_id !== null;
    if (first === false) return event ? c.body(null, 200) : turnedAway(c, "A request came twice.");
    // Nobody would tell an event's sender; Slack brings it again.
    if (first === "unknown" && event) return c.body(null, 503);
    Object.assign(health, { connected: true, since: clock(), last_problem: null });
    if ("status" in read) return c.text(read.says, read.status);
    if (read.challenge !== undefined) return c.json({ challenge: read.challenge });
    const answer = await take(c, read, turn);
    // Whatever was never acked was not begun, or not to its end: Slack may bring it again.
    if (event && answer.status >= 400) await remembered.release(act).catch(notGivenBack);
    return answer;
  }

  const notGivenBack = (error: unknown) => log.warn({ error }, "an event from Slack could not be given back");

  function turnedAway(c: Context, why: string): Response {
    if (health.since === null) health.last_problem = why;
    return c.body(null, 401);
  }

  async function take(c: Context, { body }: Payload, turn: Promise<boolean>): Promise<Response> {
    return app ? answered(app, c, body, { log, patience_ms, turn }) : c.body(null, 503);
  }

  const routes = new Hono()
    .post("/", receive)
    .all("/", (c) => c.text("Slack sends POST requests here.", 405, { allow: "POST" }));
  return {
    init: (bolt) => void (app = bolt),
    start: async () => undefined,
    stop: async () => void (app = undefined),
    health: () => ({ ...health }),
    routes,
  };
}

const isSslCheck = (type: string, body: Buffer): boolean =>
  type.startsWith("application/x-www-form-urlencoded") && /(?:^|&)ssl_check=1(?:&|$)/.test(body.toString("latin1"));

const signatureOf = (c: Context): string => c.req.header("x-slack-signature") ?? "";

/** @returns why it is not Slack's, for our own eyes; null when it is. */
function refusal(
  c: Context,
  body: Buffer,
  { signingSecret, now }: { signingSecret: string; now: Date },
): string | null {
  const stamp = c.req.header("x-slack-request-timestamp") ?? "";
  const signature = signatureOf(c);
  if (!/^\d{1,12}$/.test(stamp) || signature === "") return "A request came without Slack’s signature.";
  const mac = createHmac("sha256", signingSecret).update(`v0:${stamp}:`).update(body).digest("hex");
  const expected = Buffer.from(`v0=${mac}`);
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return "A request came with another signature: SLACK_SIGNING_SECRET is not this app’s.";
  }
  const off_s = Math.abs(now.getTime() / 1_000 - Number(stamp));
  return off_s > TOLERANCE_S ? `A request’s time is off by ${Math.round(off_s)} s: check this machine’s clock.` : null;
}

/** What a listener acks with becomes the answer; what it does later than Slack waits is logged and never thrown. */
function answered(
  app: App,
  c: Context,
  body: Record<string, unknown>,
  { log, patience_ms, turn }: Pick<Options, "log"> & { patience_ms: number; turn: Promise<boolean> },
): Promise<Response> {
  const { promise, resolve } = Promise.withResolvers<Response>();
  let settled = false;
  const settle = (make: () => Response): boolean => {
    if (settled) return false;
    settled = true;
    clearTimeout(timer);
    resolve(make());
    return true;
  };
  const timer = setTimeout(() => {
    if (settle(() => c.body(null, 503))) log.warn("Slack was not answered in time");
  }, patience_ms);
  const event: ReceiverEvent = {
    body,
    ack: async (said) => void (settle(() => ackOf(c, said)) || log.warn("Slack was answered too late")),
    ...retryOf(c),
    customProperties: { turn },
  };
  app.processEvent(event).then(
    // Nobody listens to it.
    () => settle(() => c.body(null, 404)),
    (error: unknown) => {
      log.error({ error }, "a payload from Slack could not be worked on");
      settle(() => c.body(null, 500));
    },
  );
  return promise;
}

function ackOf(c: Context, said: unknown): Response {
  if (said === undefined || said === "") return c.body(null, 200);
  return typeof said === "string" ? c.text(said) : c.json(said as object);
}

function retryOf(c: Context): Pick<ReceiverEvent, "retryNum" | "retryReason"> {
  const retryNum = z.coerce.number().int().safeParse(c.req.header("x-slack-retry-num")).data;
  const retryReason = c.req.header("x-slack-retry-reason");
  return { ...(retryNum !== undefined && { retryNum }), ...(retryReason && { retryReason }) };
}
