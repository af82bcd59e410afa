import { createHash, createPublicKey, verify, type KeyObject } from "node:crypto";
import { preAuthentication, provenanceEnvelope, provenanceStatement, type ProvenanceStatement } from "./provenance.ts";

/** `because`: as the rest of a sentence that begins with "The statement". */
type Verified = { ok: true; statement: ProvenanceStatement; keyid: string } | { ok: false; because: string };

/** Reads an envelope and holds its signature against a public key, as PEM. Asks nobody. */
export function verifyProvenance(envelope: unknown, publicKeyPem: string): Verified {
  const read = provenanceEnvelope.safeParse(envelope);
  if (!read.success) return { ok: false, because: "is no DSSE envelope of an in-toto statement" };
  let key: KeyObject;
  try {
    key = createPublicKey(publicKeyPem);
  } catch {
    return { ok: false, because: "cannot be held against this key: it is no public key" };
  }
  if (key.asymmetricKeyType !== "ed25519") return { ok: false, because: "needs an Ed25519 key, and this is another" };
  const payload = Buffer.from(read.data.payload, "base64");
  const signed = preAuthentication(payload);
  const isOurs = read.data.signatures.some(({ sig }) => verify(null, signed, key, Buffer.from(sig, "base64")));
  if (!isOurs) return { ok: false, because: "was not signed by this key, or was changed since" };
  const statement = provenanceStatement.safeParse(jsonOf(payload));
  if (!statement.success) return { ok: false, because: "is signed, and says nothing that this release can read" };
  return { ok: true, statement: statement.data, keyid: keyIdOf(key) };
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}

/** @returns SHA-256 of the public key in SPKI's DER form, hex. */
export function keyIdOf(key: KeyObject): string {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");
}
