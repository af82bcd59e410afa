import { Hono, type Context } from "hono";
import type { Demo } from "../demo.ts";
import { happensFirst } from "../faults.ts";
import { SlackRefusal } from "../slack-refusal.ts";
import { methods, reading, speaking, tokenKind } from "./methods.ts";
import { rateLimited, refused, send, type ApiEnv, type Reply } from "./reply.ts";
import { spoil } from "./spoil.ts";

export function apiRoutes(demo: Demo) {
  return new Hono<ApiEnv>().on(["GET", "POST"], "/:method", async (c) => {
    const name = c.req.param("method");
    if (c.req.method !== "POST" && methods.has(name) && !reading.has(name)) return onlyPost(c);
    const args = await readArguments(c).catch(asRefusal);
    const channel = "channel" in args && typeof args.channel === "string" ? args.channel : undefined;
    const call = demo.calls.note(name, channel);

    const fault = methods.has(name) ? demo.faults.strike(name, channel) : undefined;
    if (fault && !happensFirst(fault)) {
      call.outcome = `fault ${fault.fault}`;
      return spoil(c, fault);
    }
    const proof = proofOf(c.req.header("authorization"));
    const reply = args instanceof SlackRefusal ? refused(args) : replyTo(demo, name, { ...proof, ...args });
    call.outcome = String(reply.body.error ?? "ok") + (fault ? `, fault ${fault.fault}` : "");
    return fault ? spoil(c, fault, reply) : send(c, reply);
  });
}

/** Stricter than Slack, which takes GET everywhere: what a mere link or picture can ask for must change nothing. */
function onlyPost(c: Context<ApiEnv>): Response {
  return c.json({ ok: false, error: "method_not_allowed" }, 405, { allow: "POST" });
}

/** A bearer token, or a client that signs in with its name and secret. Source: RFC 6749, 2.3.1. */
function proofOf(header = ""): Record<string, string> {
  const [, scheme = "", value = ""] = /^(\w+) +([^ ].*)$/.exec(header) ?? [];
  if (scheme.toLowerCase() !== "basic") return value ? { token: value } : {};
  const [client_id = "", client_secret = ""] = Buffer.from(value, "base64").toString().split(":").map(decodeForm);
  return { client_id, client_secret };
}

function decodeForm(value: string): string {
  return new URLSearchParams(`v=${value}`).get("v") ?? "";
}

/** Arguments come in the address, as a form, or as JSON. @throws {SlackRefusal} `invalid_json`, `json_not_object` */
async function readArguments(c: Context<ApiEnv>): Promise<Record<string, unknown>> {
  if (c.req.method !== "POST") return c.req.query();
  const type = c.req.header("content-type") ?? "";
  if (!type.includes("json")) {
    const form = await c.req.parseBody().catch(() => {
      throw new SlackRefusal("invalid_form_data");
    });
    return { ...c.req.query(), ...form };
  }

  const body: unknown = await c.req.json().catch(() => {
    throw new SlackRefusal("invalid_json");
  });
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new SlackRefusal("json_not_object");
  return { ...c.req.query(), ...body };
}

function replyTo(demo: Demo, name: string, { token, ...args }: Record<string, unknown>): Reply {
  const method = methods.get(name);
  try {
    if (!method) throw new SlackRefusal("unknown_method", { req_method: name });
    checkToken(demo, name, token);

    const wait_s = speaking.has(name) ? demo.rate.take(String(args.channel)) : undefined;
    if (wait_s !== undefined) return rateLimited(wait_s);
    return { status: 200, body: { ok: true, ...method(demo, withProof(name, token, args)) } };
  } catch (error) {
    return refused(asRefusal(error));
  }
}

/** @throws {SlackRefusal} `not_authed`, `not_allowed_token_type`, `invalid_auth` */
function checkToken(demo: Demo, name: string, token: unknown): void {
  const kind = tokenKind(name);
  if (kind === "none" || kind === "person") return;
  if (!token) throw new SlackRefusal("not_authed");
  const [right, other] = kind === "app" ? [demo.appToken, demo.token] : [demo.token, demo.appToken];
  if (token === other) throw new SlackRefusal("not_allowed_token_type");
  if (token !== right) throw new SlackRefusal("invalid_auth");
}

/** The sign-in methods judge the token or the client themselves. */
function withProof(name: string, token: unknown, args: Record<string, unknown>) {
  return tokenKind(name) === "person" ? { ...args, token } : args;
}

/** Anything but a refusal is a bug of ours and goes on to the server's handler. */
function asRefusal(error: unknown): SlackRefusal {
  if (error instanceof SlackRefusal) return error;
  throw error;
}
