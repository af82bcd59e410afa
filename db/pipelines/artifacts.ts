import { sha256 } from "../../webhooks/contract/digest.ts";
import type { Db } from "./tables.ts";

/** Keeps bytes under their own name. @returns their SHA-256, hex. */
export async function storeArtifact(db: Db, mediaType: string, body: string): Promise<string> {
  const digest = sha256(body);
  await db
    .insertInto("pipelines.artifacts")
    .values({ sha256: digest, media_type: mediaType, body: Buffer.from(body) })
    .onConflict((conflict) => conflict.column("sha256").doNothing())
    .execute();
  return digest;
}

export async function findArtifact(db: Db, digest: string): Promise<{ media_type: string; body: Buffer } | undefined> {
  return db
    .selectFrom("pipelines.artifacts")
    .select(["media_type", "body"])
    .where("sha256", "=", digest)
    .executeTakeFirst();
}
