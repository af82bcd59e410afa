import { z } from "zod";

/** Slack's own word for what went wrong; "" when it did not say one. */
export function errorCode(error: unknown): string {
  const read = z.object({ data: z.object({ error: z.string() }) }).safeParse(error);
  return read.success ? read.data.data.error : "";
}
