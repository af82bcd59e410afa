import { z } from "zod";
import { ownerName, repositoryName } from "../../webhooks/contract/github-names.ts";
import { tagName } from "../../webhooks/contract/templates.ts";
import { callSeq, sha256Hex } from "../../webhooks/contract/ids.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";

/** What may stand in a path of the API, by its name there. A part that does not fit names nothing: the answer is `not_found`. */
export const pathParts = {
  ref: z
    .string()
    .max(LIMITS.templates.name_chars + LIMITS.templates.tag_chars + 1)
    .regex(/^[\w-]+(?:@\d{1,6}|:[\w.-]+)?$/),
  /** Of a template, without a version. */
  name: z
    .string()
    .max(LIMITS.templates.name_chars)
    .regex(/^[\w-]+$/),
  version: z.string().regex(/^\d{1,6}$/),
  tag: tagName,
  /** Of a run or a preview. */
  id: z.guid(),
  /** Of the run that it is held against. */
  other: z.guid(),
  seq: callSeq,
  sha256: sha256Hex,
  owner: ownerName,
  repo: repositoryName,
};

/** Of a model; a `/` is written as %2F. */
export { modelId } from "../../webhooks/contract/parameters.ts";

export { idempotencyKey } from "../../api/idempotency-key.ts";
