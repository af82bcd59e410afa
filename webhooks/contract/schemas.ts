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
    event: z.toJSONSchema(event),
  };
}

/** Names this exact contract; recorded with every run. */
export const contractHash: string = sha256(canonicalJson(contractSchemas()));
