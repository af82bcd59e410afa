import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Misfit, Outcome } from "../ports/slack.ts";
import { refusalOf } from "./refusals.ts";

/** Nothing was posted, and trying again makes sense. @source docs.slack.dev, chat.postMessage, "Errors"; so are the next two. */
export const PASSING = new Set([
  "ratelimited",
  "rate_limited",
  "message_limit_exceeded",
  "team_added_to_org",
  "org_login_required",
  "request_timeout",
]);

/** Part of the operation may have happened. */
export const UNSURE = new Set(["fatal_error", "internal_error", "service_unavailable"]);

export const MISFITS: Record<string, Misfit> = {
  msg_blocks_too_long: "size",
  msg_too_long: "size",
  invalid_blocks: "form",
  invalid_blocks_format: "form",
  too_many_attachments: "form",
  no_text: "form",
  markdown_text_conflict: "form",
  invalid_attachments: "form",
  metadata_too_large: "mark",
  invalid_metadata_format: "mark",
  invalid_metadata_schema: "mark",
  invalid_metadata_filter_keys: "mark",
  metadata_must_be_sent_from_app: "mark",
};

const RATE_LIMITED = new Set(["ratelimited", "rate_limited", "message_limit_exceeded"]);
const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** Sorts a failed call. Whatever is not known to be harmless may have posted. */
export function outcomeOf(error: unknown, channel: string): Outcome {
  if (error instanceof WebAPIRateLimitedError) return notSent("Slack asks to wait.", error.retryAfter);
  if (error instanceof WebAPIPlatformError) {
    const needed = "needed" in error.data ? String(error.data["needed"] ?? "") : "";
    return ofPlatform(String(error.data.error), needed, channel);
  }
  if (error instanceof WebAPIHTTPError) {
    if (error.statusCode === 429) return notSent("Slack asks to wait.", null);
    return unsure(`Slack answered with status ${error.statusCode}.`, error);
  }
  if (error instanceof WebAPIRequestError && neverConnected(error)) return notSent("Slack cannot be reached.", null);
  return unsure("Slack’s answer did not arrive.", error);
}

function ofPlatform(code: string, needed: string, channel: string): Outcome {
  if (PASSING.has(code)) {
    return notSent(RATE_LIMITED.has(code) ? "Slack asks to wait." : `Slack is not ready (${code}).`, null);
  }
  // An HTML page in place of JSON ends up as "error" too: no word from Slack at all.
  if (UNSURE.has(code) || !/^[a-z_]+$/.test(code)) return unsure("Slack reported an error of its own.", code);
  const misfit = MISFITS[code];
  if (!misfit) return { kind: "refused", problem: refusalOf(code, channel, needed) };
  const message = `Slack does not accept the message’s form (${code}).`;
  return {
    kind: "misfit",
    code,
    misfit,
    problem: new Problem("upstream", message, "Make the text simpler or shorter, then post it again."),
  };
}

function notSent(message: string, retryAfterS: number | null): Outcome {
  return {
    kind: "not_sent",
    retryAfterS,
    problem: new Problem("unavailable", message, "Pulse tries again by itself."),
  };
}

function unsure(message: string, cause: unknown): Outcome {
  return { kind: "unknown", problem: new Problem("upstream", message, "Pulse is looking in the channel.", { cause }) };
}

/** Before there is a connection nothing can have been sent. */
function neverConnected(error: WebAPIRequestError): boolean {
  let at: unknown = error;
  while (at instanceof Error) {
    if ("code" in at && NEVER_CONNECTED.has(String(at.code))) return true;
    if ("syscall" in at && at.syscall === "connect") return true;
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
  }
  return false;
}
