import type { Installed } from "../installed.ts";
import type { Demo } from "../demo.ts";
import type { Ack, Delivery } from "../delivery.ts";
import { signedHeaders } from "./signed.ts";

type Retry = { attempt: number; reason: string };

/** One signed POST: commands as a form, interactivity as a form with `payload`, events as JSON. */
export async function overHttp(demo: Demo, delivery: Delivery, retry?: Retry): Promise<Ack> {
  const headers = retry && { "x-slack-retry-num": String(retry.attempt), "x-slack-retry-reason": retry.reason };
  return post(demo, demo.installed.request_url ?? "", bodyOf(delivery), headers);
}

/**
 * Asks the address whether it is the app's, as Slack does when one is entered.
 *
 * @returns what is wrong with the answer, or undefined.
 * @source docs.slack.dev, "url_verification event".
 */
export async function verifyUrl(demo: Demo, { request_url = "" }: Pick<Installed, "request_url">) {
  const challenge = crypto.randomUUID();
  const text = JSON.stringify({ token: "demo", challenge, type: "url_verification" });
  const ack = await post(demo, request_url, { text, type: "application/json" });
  if (!ack.ok) return `The address did not answer the challenge: ${ack.reason}.`;
  const said = typeof ack.answer === "string" ? ack.answer : (ack.answer as { challenge?: unknown })?.challenge;
  return said === challenge ? undefined : "The address answered, but not with the challenge.";
}

type Body = { text: string; type: string };

function bodyOf({ kind, payload }: Delivery): Body {
  if (kind === "events_api") return { text: JSON.stringify(payload), type: "application/json" };
  const fields = kind === "slash_commands" ? asStrings(payload) : { payload: JSON.stringify(payload) };
  return { text: new URLSearchParams(fields).toString(), type: "application/x-www-form-urlencoded" };
}

function asStrings(payload: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
}

async function post(demo: Demo, url: string, { text, type }: Body, more: Record<string, string> = {}): Promise<Ack> {
  const limit = AbortSignal.timeout(demo.ack_ms);
  try {
    const signed = signedHeaders(demo.installed.signing_secret, text, demo.clock());
    const agent = { "content-type": type, "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)" };
    const init = { method: "POST", body: text, redirect: "manual", signal: limit } as const;
    const answer = await fetch(url, { ...init, headers: { ...agent, ...signed, ...more } });
    const said = await answer.text();
    if (answer.ok) return { ok: true, answer: readAnswer(said, answer.headers.get("content-type")) };
    return { ok: false, reason: `status ${answer.status}`, final: answer.headers.get("x-slack-no-retry") === "1" };
  } catch {
    return { ok: false, reason: limit.aborted ? "timeout" : "not connected" };
  }
}

function readAnswer(said: string, type: string | null): unknown {
  if (said.trim() === "") return undefined;
  if (!type?.includes("json")) return said;
  try {
    return JSON.parse(said) as unknown;
  } catch {
    return said;
  }
}
