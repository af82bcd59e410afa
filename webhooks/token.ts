import { createHmac } from "node:crypto";
import { sha256 } from "./contract/digest.ts";

/**
 * The one-time token of one generation of one update: derived again whenever it is needed, so that nothing has to store it.
 *
 * @param key 32 bytes or more, known to the app alone.
 * @source DESIGN: base64url(HMAC-SHA256(key, update id ‖ generation)).
 */
export function deriveToken(key: Buffer, updateId: string, generation: number): string {
  return createHmac("sha256", key).update(`${updateId}\n${generation}`).digest("base64url");
}

/** What is stored of a token. */
export const tokenDigest = (token: string): string => sha256(token);
