import type { Context } from "hono";
import { z } from "zod";
import { LIMITS } from "../webhooks/contract/limits.ts";
import { Problem } from "../webhooks/contract/problem.ts";

/** Printable ASCII, as it comes in a header. */
export const idempotencyKey = z
  .string()
  .min(1)
  .max(LIMITS.idempotency_key_chars)
  .regex(/^[\x20-\x7e]*$/);

/** @throws {Problem} `bad_request` */
export function keyOf(c: Context): string {
  const { data: key } = idempotencyKey.safeParse(c.req.header("idempotency-key"));
  if (key) return key;
  throw new Problem(
    "bad_request",
    "The Idempotency-Key header is missing, too long, or not of plain characters.",
    `Send one key of up to ${LIMITS.idempotency_key_chars} letters, digits and signs for each run, or wording, that you want.`,
  );
}
