import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { Problem } from "../../webhooks/contract/problem.ts";

/** What an attempt to send came to. Only `unknown` may have had an effect without our knowing. */
export type Outcome =
  | { kind: "sent"; ts: string }
  | { kind: "not_sent"; retryAfterS: number }
  | { kind: "refused"; problem: Problem }
  | { kind: "unknown"; problem: Problem };

const RETRY_S = 5;

/** Errors before which nothing was posted, and after which trying again makes sense. @source docs.slack.dev, chat.postMessage errors. */
const PASSING = new Set([
  "ratelimited",
  "rate_limited",
  "message_limit_exceeded",
  "team_added_to_org",
  "request_timeout",
]);
/** Part of the operation may have happened. */
const UNSURE = new Set(["fatal_error", "internal_error", "service_unavailable"]);
const NEVER_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "EHOSTUNREACH"]);

/** Sorts a failed call. @throws what is not Slack's or the network's: a bug. */
export function outcomeOf(error: unknown, channel: string): Outcome {
  if (error instanceof WebAPIRateLimitedError) return { kind: "not_sent", retryAfterS: error.retryAfter };
  if (error instanceof WebAPIPlatformError)
    return ofPlatform(String(error.data.error), "needed" in error.data ? error.data["needed"] : "", channel);
  if (error instanceof WebAPIHTTPError) {
    if (error.statusCode === 429) return { kind: "not_sent", retryAfterS: RETRY_S };
    return unsure(`Slack answered with status ${error.statusCode}.`, error);
  }
  if (error instanceof WebAPIRequestError && NEVER_CONNECTED.has(networkCode(error))) {
    return { kind: "not_sent", retryAfterS: RETRY_S };
  }
  return unsure("Slack's answer did not arrive.", error);
}

function ofPlatform(code: string, needed: unknown, channel: string): Outcome {
  if (PASSING.has(code)) return { kind: "not_sent", retryAfterS: RETRY_S };
  // An HTML page in place of JSON ends up as "error" too: no word from Slack at all.
  if (UNSURE.has(code) || !/^[a-z_]+$/.test(code)) return unsure("Slack reported an error of its own.", code);
  return { kind: "refused", problem: refusalOf(code, channel, needed) };
}

function unsure(message: string, cause: unknown): Outcome {
  return { kind: "unknown", problem: new Problem("upstream", message, "Pulse is looking in the channel.", { cause }) };
}

function networkCode(error: WebAPIRequestError): string {
  let at: unknown = error;
  while (at instanceof Error) {
    if ("code" in at && NEVER_CONNECTED.has(String(at.code))) return String(at.code);
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
  }
  return "";
}

/** The words and the exact mend for each refusal. */
function refusalOf(code: string, channel: string, needed: unknown): Problem {
  const [message, remedy] = REFUSALS[code]?.(channel, String(needed ?? "")) ?? [
    `Slack refused the message (${code}).`,
    "Ask a Slack admin, then post again.",
  ];
  return new Problem("upstream", message, remedy);
}

type Words = (channel: string, needed: string) => [message: string, remedy: string];

const token: Words = () => [
  "Slack does not accept Pulse's token any more.",
  "Put a valid SLACK_BOT_TOKEN in place, then post again.",
];
const shape: Words = () => [
  "Slack does not accept the message's form.",
  "Make the text simpler or shorter, then post again.",
];

const REFUSALS: Record<string, Words> = {
  channel_not_found: (channel) => [
    `Slack does not know #${channel}, or Pulse may not see it.`,
    `Invite @pulse to #${channel}, then post again.`,
  ],
  not_in_channel: (channel) => [`Pulse is not in #${channel}.`, `Invite @pulse to #${channel}, then post again.`],
  is_archived: (channel) => [`#${channel} is archived.`, "Unarchive it, or post elsewhere."],
  restricted_action: (channel) => [
    `Pulse may not post in #${channel}.`,
    "Ask an admin of the channel, then post again.",
  ],
  missing_scope: (_channel, needed) => [
    `Pulse lacks the scope ${needed}.`,
    "Add it to the Slack app, reinstall it, then post again.",
  ],
  message_not_found: () => ["The message is not in Slack any more.", "Compose it again if it is still wanted."],
  cant_update_message: () => [
    "Slack does not let Pulse change this message.",
    "Post it again, and delete the old one by hand.",
  ],
  cant_delete_message: () => ["Slack does not let Pulse delete this message.", "Delete it by hand in Slack."],
  thread_not_found: () => ["The thread is not in Slack any more.", "Compose it again if it is still wanted."],
  ...{ invalid_auth: token, not_authed: token, account_inactive: token, token_revoked: token, token_expired: token },
  ...{
    invalid_blocks: shape,
    invalid_blocks_format: shape,
    msg_blocks_too_long: shape,
    msg_too_long: shape,
    no_text: shape,
  },
};
