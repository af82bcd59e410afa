import { z } from "zod";
import { ownerName, repositoryName } from "../../webhooks/contract/github-names.ts";

/** What may stand in a path of the API, by its name there. A part that does not fit names nothing: the answer is `not_found`. */
export const pathParts = {
  ref: z
    .string()
    .max(100)
    .regex(/^[\w-]+(?:@\d{1,6}|:[\w.-]+)?$/),
  /** Of a run or a preview. */
  id: z.guid(),
  seq: z.string().regex(/^\d{1,15}$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  owner: ownerName,
  repo: repositoryName,
};

/** Of a model, which may have any characters; a `/` is written as %2F. */
export const modelId = z.string().min(1).max(100);

/** Printable ASCII, as it comes in a header. */
export const idempotencyKey = z.string().regex(/^[\x20-\x7e]{1,200}$/);
