import type { Context } from "hono";
import { Problem } from "../../webhooks/contract/problem.ts";
import { OPERATIONS } from "./operations.ts";

/** Every path of the API with what it takes, as one tells it in `Allow`. */
const PATHS = Object.entries(
  Object.groupBy(
    Object.keys(OPERATIONS).map((name) => name.split(" ")),
    ([, path = ""]) => path,
  ),
).map(([path, named = []]) => {
  const methods = named.map(([method = ""]) => method);
  const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  return { allow, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`) };
});

/**
 * What no route took: OPTIONS and other methods of an address that is one, and addresses that are none.
 *
 * @param path Behind `/api/v1`.
 * @throws {Problem} `method_not_allowed`, `not_found`
 */
export function otherwise(c: Context, path: string): Response {
  const allow = PATHS.find(({ pattern }) => pattern.test(path))?.allow;
  if (allow === undefined) {
    throw new Problem("not_found", "There is nothing at this address.", "See /api/v1/openapi.json.");
  }
  c.header("allow", allow);
  if (c.req.method === "OPTIONS") return c.body(null, 204);
  throw new Problem("method_not_allowed", `This address does not take ${c.req.method}.`, `Use ${allow}.`);
}
