import { outcomeOf } from "../delivery/outcome.ts";
import type { SlackDeps } from "./deps.ts";
import { errorCode } from "./error-code.ts";

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

/** Source: docs.slack.dev, conversations.open and chat.postMessage, "Errors". */
const NOBODY = new Set([
  "user_not_found",
  "users_not_found",
  "user_disabled",
  "user_not_visible",
  "cannot_dm_bot",
  "cannot_message_user",
  "users_list_not_supplied",
  "invalid_user_combination",
]);

const GONE = new Set(["thread_not_found", "message_not_found", "cannot_reply_to_message", "channel_not_found"]);

/** Nothing works for anybody until a person mended it. Source: docs.slack.dev, "Errors" of every method. */
const BROKEN = new Set([
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "not_allowed_token_type",
  "missing_scope",
  "no_permission",
  "app_access_restricted",
  "access_denied",
  "ekm_access_denied",
  "team_not_found",
  "team_access_not_granted",
  "enterprise_is_restricted",
  "messages_tab_disabled",
]);

export function troubleOf({ log }: Pick<SlackDeps, "log">, error: unknown): Trouble {
  const code = errorCode(error);
  if (NOBODY.has(code)) return { kind: "nobody" };
  if (GONE.has(code)) return { kind: "gone" };
  const outcome = outcomeOf(error, "");
  switch (outcome.kind) {
    case "not_sent":
      return { kind: "wait", seconds: outcome.retryAfterS ?? OUTAGE_S };
    case "misfit":
      log.error({ error }, "Slack does not take a message of the front");
      return { kind: "skip" };
    case "refused":
      log.warn({ code }, "Slack refuses what the front shows");
      return BROKEN.has(code) ? { kind: "wait", seconds: BROKEN_S } : { kind: "skip" };
    default:
      return { kind: "wait", seconds: OUTAGE_S };
  }
}
