import { Webhook } from "standardwebhooks";
import { retryAfterS, sentAt } from "../base/retry-after.ts";
import { traceHeaders } from "../base/tracing.ts";
import { RECEIVED_WITHIN_MS } from "./receivers.ts";

type Delivery = {
  url: string;
  /** The same at every attempt. */
  id: string;
  /** The exact bytes that are signed and sent. */
  body: string;
  token: string;
  /** Base64. */
  signingKey: string;
  now: Date;
  /** What the receiver may take, in milliseconds. */
  withinMs?: number;
};

/** What the other side said, or why nothing was heard. */
export type Heard = { status: number; retryAfterS: number | null } | { status: null; error: string };

/**
 * Sends one event once. Whether to try again is the caller's business.
 *
 * @source Standard Webhooks: id, timestamp and signature headers over the raw body. Redirects are not followed: they would carry
 *   the token elsewhere.
 */
export async function sendWebhook(delivery: Delivery, send: typeof fetch = fetch): Promise<Heard> {
  const { url, id, body, token, signingKey, now, withinMs = RECEIVED_WITHIN_MS } = delivery;
  try {
    const response = await send(url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(withinMs),
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${token}`,
        ...traceHeaders(),
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
        "webhook-signature": new Webhook(signingKey).sign(id, now, body),
      },
      body,
    });
    await response.body?.cancel();
    const { status, headers } = response;
    return { status, retryAfterS: retryAfterS(headers, sentAt(headers, now)) };
  } catch (error) {
    return { status: null, error: whyOf(error, withinMs) };
  }
}

/** @returns a short reason without addresses. */
function whyOf(error: unknown, withinMs: number): string {
  if (error instanceof Error && error.name === "TimeoutError") return `no answer in ${(withinMs / 1_000).toFixed(1)} s`;
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "connection failed";
}

/** What an answer means for the outbox. */
export function verdictOf(status: number | null): "delivered" | "over" | "dead" | "again" {
  if (status === null) return "again";
  if (status >= 200 && status < 300) return "delivered";
  // Another result came first, or nobody waits any more: nothing is left to do.
  if (status === 409 || status === 410) return "over";
  if (status === 401 || status === 413 || status === 422) return "dead";
  return "again";
}

const FIRST_WAIT_S = 1;
const LONGEST_WAIT_S = 300;

/** Doubles up to five minutes, with ±20 % so that many waiting senders do not come back at once. */
export function waitBefore(attempt: number, random: number = Math.random()): number {
  const base = Math.min(FIRST_WAIT_S * 2 ** Math.max(0, attempt - 1), LONGEST_WAIT_S);
  return base * (0.8 + 0.4 * random);
}
