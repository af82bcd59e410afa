import type { Context } from "hono";
import { Problem } from "../webhooks/contract/problem.ts";
import type { Operations } from "./operation.ts";

/**
 * What no route took: OPTIONS and other methods of an address that is one, and addresses that are none.
 *
 * @param prefix In front of the paths of the operations.
 * @returns a handler that throws {Problem} `method_not_allowed`, `not_found`
 */
export function otherwise(operations: Operations, prefix: string): (c: Context) => Response {
  const paths = pathsOf(operations);
  return (c) => {
    const path = c.req.path.slice(prefix.length);
    const allow = paths.find(({ pattern }) => pattern.test(path))?.allow;
    if (allow === undefined) throw nothingHere(prefix);
    c.header("allow", allow);
    if (c.req.method === "OPTIONS") return c.body(null, 204);
    throw new Problem("method_not_allowed", `This address does not take ${c.req.method}.`, `Use ${allow}.`);
  };
}

export const nothingHere = (prefix: string): Problem =>
  new Problem("not_found", "There is nothing at this address.", `See ${prefix}/openapi.json.`);

/** Every path with what it takes, as one tells it in `Allow`. */
function pathsOf(operations: Operations): { allow: string; pattern: RegExp }[] {
  const named = Object.keys(operations).map((name) => name.split(" "));
  return Object.entries(Object.groupBy(named, ([, path = ""]) => path)).map(([path, all = []]) => {
    const methods = all.map(([method = ""]) => method);
    const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
    return { allow, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`) };
  });
}
