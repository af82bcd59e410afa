import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** Of the embedded server's roles, kept with the other local keys. */
export type Passwords = { superuser: string; owner: string; app: string; pipelines: string };

const fresh = () => randomBytes(24).toString("base64url");

export function freshPasswords(): Passwords {
  return { superuser: fresh(), owner: fresh(), app: fresh(), pipelines: fresh() };
}

const ITERATIONS = 4_096;

/**
 * What a server keeps of a password, so that the password itself is neither sent nor logged when it is set.
 *
 * @source RFC 5803, as PostgreSQL stores it; the passwords that come here are plain ASCII, which SASLprep leaves as it is.
 */
export function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const keyOf = (name: string) => createHmac("sha256", salted).update(name).digest();
  const stored = createHash("sha256").update(keyOf("Client Key")).digest("base64");
  const server = keyOf("Server Key").toString("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${stored}:${server}`;
}
