import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { App, ReceiverEvent } from "@slack/bolt";
import { Hono, type Context } from "hono";
import { z } from "zod";
import type { Clock } from "../../../base/clock.ts";
import type { Log } from "../../../base/log.ts";
import { readBody } from "../../../base/read-body.ts";
import { readPayload, type Payload } from "./payload.ts";
import { rememberedFor } from "./remembered.ts";
import type { Transport, TransportHealth } from "./transport.ts";

const MAX_BODY_BYTES = 1_048_576;
/** Source: docs.slack.dev, "Verifying requests from Slack": five minutes; we hold it in both directions. */
const TOLERANCE_S = 300;
const REMEMBERED_MS = 10 * 60_000;
/** Slack waits three seconds. */
const PATIENCE_MS = 2_900;

type Options = { signingSecret: string; log: Log; clock: Clock; patience_ms?: number };

/**
 * Slack's signed requests, on the app's own server.
 *
 * The same signature is taken once: Slack signs every attempt anew, so a second one comes from somebody who listened, and gets the
 * same 401 as a wrong one. Events that Slack itself sends again are told by their `event_id`.
 *
 * @throws {Error} on an empty secret: with it anybody could sign.
 */
export function httpTransport(options: Options): Transport & { routes: Hono } {
  const { signingSecret, log, clock, patience_ms = PATIENCE_MS } = options;
  if (signingSecret.trim() === "") throw new Error("SLACK_SIGNING_SECRET is empty. Copy it from Basic Information.");
  const health: TransportHealth = { transport: "http", connected: false, since: null, last_problem: null };
  const signatures = rememberedFor(REMEMBERED_MS, clock);
  const events = rememberedFor(REMEMBERED_MS, clock);
  let app: App | undefined;

  async function receive(c: Context): Promise<Response> {
    const body = await readBody(c.req.raw, MAX_BODY_BYTES);
    if (!body) return c.body(null, 413, { connection: "close" });
    const type = c.req.header("content-type") ?? "";
    if (isSslCheck(type, body)) return c.body(null, 200);
    const refused = refusal(c, body, { signingSecret, now: clock() });
    if (refused || !signatures.claim(digestOf(c))) {
      if (health.since === null) health.last_problem = refused ?? "A request came twice.";
      return c.body(null, 401);
    }
    Object.assign(health, { connected: true, since: clock(), last_problem: null });
    const read = readPayload(type, body.toString("utf8"));
    if ("status" in read) return c.text(read.says, read.status);
    if (read.challenge !== undefined) return c.json({ challenge: read.challenge });
    return take(c, read);
  }

  async function take(c: Context, { body, event_id }: Payload): Promise<Response> {
    if (!app) return c.body(null, 503);
    if (event_id && !events.claim(event_id)) return c.body(null, 200);
    const answer = await answered(app, c, body, { log, patience_ms });
    // Whatever was never acked was not begun, or not to its end: Slack may bring it again.
    if (event_id && answer.status >= 400) events.release(event_id);
    return answer;
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

const digestOf = (c: Context): string =>
  createHash("sha256")
    .update(c.req.header("x-slack-signature") ?? "")
    .digest("base64");

/** @returns why it is not Slack's, for our own eyes; null when it is. */
function refusal(
  c: Context,
  body: Buffer,
  { signingSecret, now }: { signingSecret: string; now: Date },
): string | null {
  const stamp = c.req.header("x-slack-request-timestamp") ?? "";
  const signature = c.req.header("x-slack-signature") ?? "";
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
  { log, patience_ms }: Pick<Options, "log"> & { patience_ms: number },
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
    ...{ body, ack: async (said) => void (settle(() => ackOf(c, said)) || log.warn("Slack was answered too late")) },
    ...retryOf(c),
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
