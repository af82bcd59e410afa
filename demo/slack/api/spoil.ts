import { once } from "node:events";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import type { Fault } from "../faults.ts";
import { SlackRefusal } from "../slack-refusal.ts";
import { rateLimited, refused, send, type ApiEnv, type Reply } from "./reply.ts";

const PROXY_PAGE = "<!doctype html><title>Bad gateway</title><h1>Something between you and Slack went wrong</h1>";

/** Answers the way the fault says, instead of with `reply`, the answer of a method that already did its work. */
export async function spoil(c: Context<ApiEnv>, { fault, error, retry_after_s }: Fault, reply?: Reply) {
  switch (fault) {
    case "429":
      return send(c, rateLimited(retry_after_s));
    case "error":
    case "error-after":
      return send(c, refused(new SlackRefusal(error)));
    case "html":
      return c.html(PROXY_PAGE);
    case "500-before":
    case "500-after":
      return c.text("Internal Server Error", 500);
    case "hang-before":
    case "hang-after":
      await once(c.env.outgoing, "close"); // the caller gives up, or the server stops
      return RESPONSE_ALREADY_SENT;
    case "drop-before":
    case "drop-after":
      c.env.incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    case "truncate":
      return breakOff(c, JSON.stringify(reply?.body));
    case "missed-ack":
    case "socket-drop":
      return send(c, reply ?? refused(new SlackRefusal(error))); // the schema lets these strike deliveries only
    default:
      throw fault satisfies never;
  }
}

/** Half of the body under a header that promises all of it, then the end of the connection. */
function breakOff(c: Context<ApiEnv>, body: string) {
  const bytes = Buffer.from(body);
  const { outgoing } = c.env;
  outgoing.writeHead(200, { "content-type": "application/json; charset=utf-8", "content-length": bytes.length });
  outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => outgoing.destroy());
  return RESPONSE_ALREADY_SENT;
}
