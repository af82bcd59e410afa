import type { Context } from "hono";
import type { z } from "zod";
import { parse, Problem } from "../../webhooks/contract/problem.ts";

/** @throws {Problem} `bad_request` when the body is no JSON, `invalid` with one detail per field. */
export async function bodyOf<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  let value: unknown;
  try {
    value = await c.req.json();
  } catch (cause) {
    throw new Problem("bad_request", "The body is not JSON.", "Send one JSON object.", { cause });
  }
  return parse(schema, value, "The request", "Mend the marked fields; /api/v1/openapi.json describes them.");
}
