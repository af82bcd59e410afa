import { errorCode } from "./error-code.ts";

/**
 * What is not there any more, or not for us, by Slack's own word for it. `person`: cannot be written to, whatever is tried. `access`:
 * nothing works for anybody until a person mended it.
 *
 * @source docs.slack.dev, "Errors" of every method.
 */
const GONE = {
  message: ["message_not_found", "thread_not_found", "cannot_reply_to_message"],
  channel: ["channel_not_found"],
  person: [
    "user_not_found",
    "users_not_found",
    "user_disabled",
    "user_not_visible",
    "cannot_dm_bot",
    "cannot_message_user",
    "users_list_not_supplied",
    "invalid_user_combination",
  ],
  access: [
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
  ],
} as const;

type Gone = keyof typeof GONE;

const KINDS = new Map<string, Gone>(
  // Safe: these are its keys.
  (Object.keys(GONE) as Gone[]).flatMap((kind) => GONE[kind].map((code) => [code, kind] as const)),
);

/** Null: it is there, or nobody knows. */
export function goneOf(error: unknown): Gone | null {
  return KINDS.get(errorCode(error)) ?? null;
}
