import { errorCode } from "../slack-api/error-code.ts";
import { goneOf } from "../slack-api/gone.ts";
import { outcomeOf } from "../slack-api/outcome.ts";
import type { SlackDeps } from "./deps.ts";

/** What a failed call means for what was to be shown. */
type Trouble =
  /** Slack cannot take anything now: everything waits so many seconds. */
  | { kind: "wait"; seconds: number }
  /** This person cannot be written to, whatever is tried. */
  | { kind: "nobody" }
  /** The message that it is about is not there any more. */
  | { kind: "gone" }
  /** Slack does not take this one; the log says so, and others go on. */
  | { kind: "skip" };

const OUTAGE_S = 10;
/** A token that does not hold, or a scope that lacks: a person has to do something first. */
const BROKEN_S = 60;

export function troubleOf({ log }: Pick<SlackDeps, "log">, error: unknown): Trouble {
  const gone = goneOf(error);
  if (gone === "person") return { kind: "nobody" };
  if (gone === "message" || gone === "channel") return { kind: "gone" };
  const outcome = outcomeOf(error, "");
  switch (outcome.kind) {
    case "not_sent":
      return { kind: "wait", seconds: outcome.retryAfterS ?? OUTAGE_S };
    case "misfit":
      log.error({ error }, "Slack does not take a message of the front");
      return { kind: "skip" };
    case "refused":
      log.warn({ code: errorCode(error) }, "Slack refuses what the front shows");
      return gone === "access" ? { kind: "wait", seconds: BROKEN_S } : { kind: "skip" };
    default:
      return { kind: "wait", seconds: OUTAGE_S };
  }
}
