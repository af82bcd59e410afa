import { z } from "zod";
import { canonicalJson, sha256 } from "./digest.ts";
import { event } from "./events.ts";
import { parameters } from "./parameters.ts";
import { triggerRequest } from "./runs.ts";

/** The contract as JSON Schema (2020-12), for the side that is not written in TypeScript. */
export function contractSchemas() {
  return {
    parameters: z.toJSONSchema(parameters, { io: "input" }),
    trigger: z.toJSONSchema(triggerRequest, { io: "input" }),
    event: answerSchema(event),
  };
}

/**
 * A shape of ours as JSON Schema for whoever reads it: members that it does not name may come, now or with a later release.
 *
 * @param io `input` where what is sent was kept as it was written, without what has become usual since.
 */
export function answerSchema(schema: z.ZodType, io: "input" | "output" = "output") {
  return z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override({ jsonSchema }) {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
}

/** Names this exact contract; recorded with every run. */
export const contractHash: string = sha256(canonicalJson(contractSchemas()));
