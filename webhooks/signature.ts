import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { z } from "zod";

/** Standard Webhooks: a key has 24 to 64 bytes. A short one would let anyone sign. */
export function isSigningKey(base64: string): boolean {
  const { length } = Buffer.from(base64, "base64");
  return length >= 24 && length <= 64;
}

/** The library reads a number out of any text that begins with one; what is signed is the text. */
const signedHeaders = z.object({
  "webhook-id": z.string().regex(/^[\x21-\x7e]{1,256}$/),
  "webhook-timestamp": z.string().regex(/^\d{1,12}$/),
  "webhook-signature": z.string().regex(/^[\x20-\x7e]{1,2000}$/),
});

/**
 * Whether a delivery is authentic and fresh: some key fits the signature over the raw body, and the time is at most 5 minutes off.
 *
 * @param keys The current signing key first, then the old one while a rotation lasts; base64.
 * @source Standard Webhooks, "Verifying webhook authenticity"; comparison in constant time and tolerance are the library's.
 */
export function isAuthentic(headers: Headers, body: string, keys: readonly string[]): boolean {
  const signed = signedHeaders.safeParse(Object.fromEntries(headers));
  return signed.success && keys.some((key) => fits(new Webhook(key), signed.data, body));
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
