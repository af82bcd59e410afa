import { setTimeout as pause } from "node:timers/promises";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { errorBody } from "../api-error.ts";
import type { ModelContext } from "../environment.ts";
import type { Fault } from "./fault.ts";
import { refusalOf } from "./refusal-of.ts";

const NONSENSE = "<!doctype html><html><head><title>502</title></head><body><h1>Bad gateway</h1></body></html>";
const PIECE = "a ".repeat(32 * 1024);
/** About 6 MB a second: soon too much for any reader, and not too much for this machine. */
const PIECE_EVERY_MS = 10;

/** Answers in place of the model where the fault is the server's or the connection's; undefined: the model answers. */
export async function misbehave(fault: Fault, c: ModelContext): Promise<Response | undefined> {
  const error = refusalOf(fault.fault);
  if (error) {
    if (fault.retry_after_s !== undefined) c.header("retry-after", String(fault.retry_after_s));
    return c.json(errorBody(error), error.status);
  }
  switch (fault.fault) {
    case "nonsense":
      return c.html(NONSENSE);
    case "hang":
      await clientLeaves(c);
      return RESPONSE_ALREADY_SENT;
    case "endless":
      await sendWithoutEnd(c);
      return RESPONSE_ALREADY_SENT;
    case "slow":
      await Promise.race([clientLeaves(c), pause(fault.delay_ms, undefined, { ref: false })]);
      return undefined;
    default:
      return undefined;
  }
}

/** Promises the whole length, sends half of it, and hangs up. */
export async function sendHalf(c: ModelContext, body: object): Promise<Response> {
  const whole = Buffer.from(JSON.stringify(body));
  const { outgoing } = c.env;
  outgoing.writeHead(200, { "content-type": "application/json", "content-length": whole.length });
  await new Promise<void>((resolve) => outgoing.write(whole.subarray(0, whole.length / 2), () => resolve()));
  outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

function clientLeaves(c: ModelContext): Promise<void> {
  const { outgoing } = c.env;
  return new Promise((resolve) => (outgoing.destroyed ? resolve() : outgoing.once("close", () => resolve())));
}

async function sendWithoutEnd(c: ModelContext): Promise<void> {
  const { outgoing } = c.env;
  outgoing.writeHead(200, { "content-type": "application/json" });
  outgoing.write('{"id":"chatcmpl-endless","object":"chat.completion","choices":[{"index":0,"message":{"content":"');
  const left = clientLeaves(c);
  while (!outgoing.destroyed) {
    outgoing.write(PIECE);
    await Promise.race([left, pause(PIECE_EVERY_MS)]);
    if (outgoing.writableNeedDrain)
      await Promise.race([left, new Promise((resolve) => outgoing.once("drain", resolve))]);
  }
}
