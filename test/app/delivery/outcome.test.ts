import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { expect, test } from "vitest";
import { MISFITS, outcomeOf, PASSING, UNSURE } from "../../../app/slack-api/outcome.ts";
import { REFUSALS } from "../../../app/slack-api/refusals.ts";
import type { Outcome } from "../../../app/ports/slack.ts";

const platform = (error: string, more: object = {}) => new WebAPIPlatformError({ ok: false, error, ...more });
const judged = (error: unknown): Outcome => outcomeOf(error, "eng-updates");
const refused = (code: string, more: object = {}) => {
  const outcome = judged(platform(code, more));
  return outcome.kind === "refused" ? [outcome.problem.message, outcome.problem.remedy] : outcome.kind;
};

const CLASSES: Record<Exclude<Outcome["kind"], "sent">, string[]> = {
  not_sent: [
    "ratelimited",
    "rate_limited",
    "message_limit_exceeded",
    "team_added_to_org",
    "org_login_required",
    "request_timeout",
  ],
  unknown: ["fatal_error", "internal_error", "service_unavailable"],
  refused: [
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "restricted_action",
    "ekm_access_denied",
    "missing_scope",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "invalid_auth",
    "not_authed",
    "restricted_action_non_threadable_channel",
    "restricted_action_thread_locked",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "no_permission",
    "app_access_restricted",
    "messages_tab_disabled",
    "cannot_reply_to_message",
    "team_not_found",
    "team_access_not_granted",
    "access_denied",
    "accesslimited",
    "not_allowed_token_type",
    "enterprise_is_restricted",
    "message_not_found",
    "cant_update_message",
    "cant_delete_message",
    "edit_window_closed",
    "thread_not_found",
  ],
  misfit: [
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_blocks_too_long",
    "msg_too_long",
    "too_many_attachments",
    "no_text",
    "metadata_too_large",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "markdown_text_conflict",
    "invalid_metadata_filter_keys",
    "metadata_must_be_sent_from_app",
    "invalid_attachments",
  ],
};
const named = Object.entries(CLASSES).flatMap(([kind, codes]) => codes.map((code) => ({ kind, code })));

test.each(named)("$code counts as $kind", ({ kind, code }) => {
  expect(judged(platform(code)).kind).toBe(kind);
});

test("every error that the code names is in exactly one class, and in this table", () => {
  const known = [...PASSING, ...UNSURE, ...Object.keys(REFUSALS), ...Object.keys(MISFITS)];
  expect(known.toSorted()).toEqual(named.map(({ code }) => code).toSorted());
});

test.each([
  ["a page in place of an answer", platform("<!doctype html><title>502</title>")],
  ["nothing in place of a name", platform("")],
  ["something that is no name", platform("Error 17")],
  ["a server's failure", new WebAPIHTTPError(503, "Service Unavailable", {}, "")],
  ["an address that moved", new WebAPIHTTPError(302, "Found", {}, "")],
  ["an answer that broke off", new TypeError("terminated")],
  ["a time-out of ours", new WebAPIRequestError(new DOMException("timeout", "TimeoutError"))],
  ["a line that broke", failed({ code: "ECONNRESET" })],
  ["a line that was closed at the other end", failed({ code: "UND_ERR_SOCKET" })],
])("%s may have posted", (_what, error) => {
  expect(judged(error).kind).toBe("unknown");
});

test.each([
  ["nobody listens", failed({ code: "ECONNREFUSED" })],
  ["the name is not known", failed({ code: "ENOTFOUND" })],
  ["there is no way", failed({ code: "ENETUNREACH" })],
  ["it took too long to connect", failed({ code: "UND_ERR_CONNECT_TIMEOUT" })],
  ["no address of several could be reached", failed(aggregate())],
  ["a connection was never made, for whatever reason", failed({ code: "ETIMEDOUT", syscall: "connect" })],
])("when %s nothing was posted", (_what, error) => {
  expect(judged(error)).toMatchObject({ kind: "not_sent", retryAfterS: null });
});

test("Slack's own word about when to come back is kept", () => {
  expect(judged(new WebAPIRateLimitedError(17))).toMatchObject({ kind: "not_sent", retryAfterS: 17 });
});

test.each([
  ["not_in_channel", "Pulse is not in #eng-updates.", "Write /invite @Pulse in #eng-updates, then post again."],
  [
    "is_archived",
    "#eng-updates is archived.",
    "Unarchive #eng-updates in Slack, then post again; or post it to another channel.",
  ],
  [
    "channel_not_found",
    "Slack does not know #eng-updates, or Pulse may not see it.",
    "Write /invite @Pulse in #eng-updates, then post again; or post it to another channel.",
  ],
  [
    "token_revoked",
    "Slack does not accept Pulse’s token any more.",
    "Put a valid SLACK_BOT_TOKEN in place and restart, then post again.",
  ],
  [
    "never_heard_of",
    "Slack refused the message (never_heard_of).",
    "Ask a Slack admin what never_heard_of means here, then post again.",
  ],
])("%s says what happened, and exactly what mends it", (code, message, remedy) => {
  expect(refused(code)).toEqual([message, remedy]);
});

test("a missing scope is named", () => {
  expect(refused("missing_scope", { needed: "chat:write", provided: "commands" })).toEqual([
    "Pulse lacks the scope chat:write.",
    "Add chat:write to the Slack app, reinstall it, then post again.",
  ]);
});

function failed(cause: object): WebAPIRequestError {
  const inner = cause instanceof Error ? cause : Object.assign(new Error("failed"), cause);
  return new WebAPIRequestError(new TypeError("fetch failed", { cause: inner }));
}

function aggregate(): AggregateError {
  const one = () => Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  return new AggregateError([one(), one()]);
}
