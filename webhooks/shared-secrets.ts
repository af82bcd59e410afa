import { z } from "zod";
import { isSigningKey } from "./signature.ts";

const SAME = "the same for both processes. Make one with: head -c 32 /dev/urandom | base64";
const API_KEY = `must be a secret of at least 24 characters, ${SAME}`;
const SIGNING_KEYS = `must be 24 to 64 bytes in base64, ${SAME}`;

/** What both sides have to know of each other. */
export const sharedSecrets = {
  PULSE_API_KEY: z.string({ error: API_KEY }).min(24, API_KEY),
  /** Space-separated, current first; two only while a rotation lasts. */
  WEBHOOK_SIGNING_KEYS: z
    .string({ error: SIGNING_KEYS })
    .transform((list) => list.trim().split(/\s+/))
    .refine((keys) => keys.every(isSigningKey), SIGNING_KEYS),
};
