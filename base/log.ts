import pino, { type Logger } from "pino";
import { aboutNow } from "./about.ts";

export type Log = Logger;

/** Whatever happens to be logged under these names is never written out. */
const SECRET_FIELDS = ["token", "callback_token", "authorization", "cookie", "password", "secret", "api_key"];

/**
 * JSON lines on standard error. Children carry `update_id` and `run_id`, so that one grep tells one update's story; the request or
 * the job that a line belongs to stands in it by itself.
 *
 * @param part Which process speaks: `app`, `pipelines`, `launch` …
 */
export function createLog(part: string, level: string = "info"): Log {
  return pino(
    {
      level,
      base: { part },
      mixin: () => ({ ...aboutNow() }),
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: "[secret]" },
      serializers: { error: written },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** What was aborted throws a DOMException, whose constants are no part of what happened. */
function written(error: Error): object {
  if (!(error instanceof DOMException)) return pino.stdSerializers.err(error);
  return { type: error.name, message: error.message, stack: error.stack ?? "" };
}

/** Anything can be thrown. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error("Something was thrown that is no error.", { cause: thrown });
}
