import { randomUUID } from "node:crypto";
import { about, aboutNow } from "./about.ts";
import { asError, type Log } from "./log.ts";

type Fetch<Env> = (request: Request, env: Env) => Response | Promise<Response>;

/** The same ones that Hono's own middleware takes over from whoever stands before us. */
const TAKEN_OVER = /^[\w\-=]{1,255}$/;

/**
 * What a server hands its requests to. Each has an id, in the log and, by `showRequestId`, in the answer. What no handler of errors
 * took (they throw, too, and know nothing but `Error`) is logged and answered here.
 */
export function served<Env>(fetch: Fetch<Env>, log: Pick<Log, "error">, failed: () => Response): Fetch<Env> {
  return (request, env) => {
    const given = request.headers.get("x-request-id") ?? "";
    const request_id = TAKEN_OVER.test(given) ? given : randomUUID();
    return about({ request_id }, async () => {
      try {
        return await fetch(request, env);
      } catch (error) {
        // Whoever hung up reads no answer, and what broke off with them is no fault of ours.
        if (request.signal.aborted) return failed();
        log.error(
          { error: asError(error), path: new URL(request.url).pathname },
          "a request failed beside its handlers",
        );
        return failed();
      }
    });
  };
}

/** Undefined where there is no server, as in some tests. */
export const requestIdNow = (): string | undefined => aboutNow().request_id;

/** Middleware. Base knows no web server: it needs this much of Hono's context. */
export async function showRequestId(c: Shown, next: () => Promise<void>): Promise<void> {
  const id = requestIdNow();
  if (id) c.header("x-request-id", id);
  await next();
}

type Shown = { header: (name: string, value: string) => void };
