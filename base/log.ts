import pino, { type Logger } from "pino";

export type Log = Logger;

/** Whatever happens to be logged under these names is never written out. */
const SECRET_FIELDS = ["token", "callback_token", "authorization", "cookie", "password", "secret", "api_key"];

/**
 * JSON lines on standard error. Children carry `update_id` and `run_id`, so that one grep tells one update's story.
 *
 * @param part Which process speaks: `app`, `pipelines`, `launch` …
 */
export function createLog(part: string, level: string = "info"): Log {
  return pino(
    {
      level,
      base: { part },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: "[secret]" },
      serializers: { error: pino.stdSerializers.err },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
