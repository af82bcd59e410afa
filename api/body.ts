import type { Context } from "hono";
import type { z } from "zod";
import { MAX_DETAILS, parse, Problem, type FieldProblem } from "../webhooks/contract/problem.ts";
import { jsonOfBody, REQUEST_BOUNDS } from "../webhooks/contract/read-json.ts";
import { isStorable } from "../webhooks/contract/storable.ts";

/** @throws {Problem} `bad_request` when the body is no JSON, `too_large`, or `invalid` with one detail per field. */
export async function bodyOf<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const value = jsonOfBody(await c.req.text(), REQUEST_BOUNDS, "bad_request");
  const details = unstorableTexts(value, []).slice(0, MAX_DETAILS);
  if (details.length > 0) {
    throw new Problem("invalid", "The request has text that cannot be kept.", "Correct the marked fields.", {
      details,
    });
  }
  return parse(schema, value, "The request", "Correct the marked fields; /api/v1/openapi.json describes them.");
}

function unstorableTexts(value: unknown, path: string[]): FieldProblem[] {
  if (typeof value === "string") return isStorable(value) ? [] : [unstorable(path)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    isStorable(key) ? unstorableTexts(part, [...path, key]) : [unstorable(path)],
  );
}

function unstorable(path: string[]): FieldProblem {
  const message = "has a null character or half of a character";
  return { path: path.join("."), code: "unstorable", message, fix: "Type the text again." };
}
