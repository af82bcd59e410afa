import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The webhook token between trigger and report: it has to survive a restart, and must not be readable in a dump.
 * AES-256-GCM, bound to the run; the key is derived from the signing key, so a rotation keeps the old one for as long.
 */
export function sealToken(token: string, runId: string, signingKey: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(signingKey), iv).setAAD(Buffer.from(runId));
  return Buffer.concat([iv, cipher.update(token, "utf8"), cipher.final(), cipher.getAuthTag()]);
}

/** @returns undefined when no key opens it: the signing key was rotated away. */
export function openToken(sealed: Buffer, runId: string, signingKeys: readonly string[]): string | undefined {
  for (const key of signingKeys) {
    const token = tryOpen(sealed, runId, key);
    if (token !== undefined) return token;
  }
  return undefined;
}

function tryOpen(sealed: Buffer, runId: string, signingKey: string): string | undefined {
  const decipher = createDecipheriv("aes-256-gcm", keyOf(signingKey), sealed.subarray(0, IV_BYTES));
  decipher.setAAD(Buffer.from(runId)).setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return undefined;
  }
}

function keyOf(signingKey: string): Buffer {
  return Buffer.from(hkdfSync("sha256", Buffer.from(signingKey, "base64"), "", "pulse sealed webhook token", 32));
}
