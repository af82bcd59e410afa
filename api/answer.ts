import type { Context } from "hono";
import type { z } from "zod";
import type { Log } from "../base/log.ts";

/**
 * Answers in the shape that the description promises, also where a row was written before the shape had all of its members. What
 * has another shape is a fault of ours: it is sent as it is, and the log says so.
 */
export function answer<S extends z.ZodType>(
  c: Context,
  log: Pick<Log, "error">,
  shape: S,
  value: z.input<S>,
  status: 200 | 202 = 200,
): Response {
  const read = shape.safeParse(value);
  if (!read.success) log.error({ error: read.error, path: c.req.path }, "an answer is not of its documented shape");
  return c.json(read.success ? read.data : value, status);
}
