import type { Context } from "hono";

/** Only JSON that says so: a form on some other page cannot send it without asking first. */
export async function readJson(c: Context): Promise<unknown> {
  const isJson = c.req.header("content-type")?.startsWith("application/json");
  return isJson ? c.req.json().catch(() => undefined) : undefined;
}
