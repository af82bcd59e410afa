import { Webhook, WebhookVerificationError } from "standardwebhooks";

/** Standard Webhooks: a key has 24 to 64 bytes. A short one would let anyone sign. */
export function isSigningKey(base64: string): boolean {
  const { length } = Buffer.from(base64, "base64");
  return length >= 24 && length <= 64;
}

/**
 * Whether a delivery is authentic and fresh: some key fits the signature over the raw body, and the time is at most 5 minutes off.
 *
 * @param keys The current signing key first, then the old one while a rotation lasts; base64.
 * @source Standard Webhooks, "Verifying webhook authenticity"; comparison in constant time and tolerance are the library's.
 */
export function isAuthentic(headers: Headers, body: string, keys: readonly string[]): boolean {
  const signed = Object.fromEntries(
    ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => [name, headers.get(name) ?? ""]),
  );
  return keys.some((key) => fits(new Webhook(key), signed, body));
}

function fits(webhook: Webhook, headers: Record<string, string>, body: string): boolean {
  try {
    webhook.verify(body, headers, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}
