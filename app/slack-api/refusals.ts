import { Problem } from "../../webhooks/contract/problem.ts";

type Words = (channel: string, needed: string) => [message: string, remedy: string];

const AGAIN = "then post again";

const token: Words = () => [
  "Slack does not accept Pulse’s token any more.",
  `Put a valid SLACK_BOT_TOKEN in place and restart, ${AGAIN}.`,
];
const wrongToken: Words = () => [
  "Slack wants another kind of token.",
  `Put the bot token (it begins with xoxb-) into SLACK_BOT_TOKEN and restart, ${AGAIN}.`,
];
const restricted: Words = (channel) => [
  `Slack lets only some people post in #${channel}.`,
  `Ask an admin to let Pulse post in #${channel}, ${AGAIN}.`,
];
const forbidden: Words = () => [
  "This Slack workspace does not let Pulse post.",
  `Ask a Slack admin to approve the app Pulse, ${AGAIN}.`,
];
const elsewhere: Words = (channel) => [
  `Pulse is not installed where #${channel} is.`,
  `Install Pulse in that Slack workspace, ${AGAIN}.`,
];
const gone: Words = () => ["The thread is not in Slack any more.", "Compose it again if it is still wanted."];

/** What Slack goes on to refuse until a person did something: the words, and the exact mend. @source docs.slack.dev, chat.postMessage. */
export const REFUSALS: Record<string, Words> = {
  not_in_channel: (channel) => [`Pulse is not in #${channel}.`, `Write /invite @Pulse in #${channel}, ${AGAIN}.`],
  channel_not_found: (channel) => [
    `Slack does not know #${channel}, or Pulse may not see it.`,
    `Write /invite @Pulse in #${channel}, ${AGAIN}; or post it to another channel.`,
  ],
  is_archived: (channel) => [
    `#${channel} is archived.`,
    `Unarchive #${channel} in Slack, ${AGAIN}; or post it to another channel.`,
  ],
  missing_scope: (_channel, needed) =>
    needed
      ? [`Pulse lacks the scope ${needed}.`, `Add ${needed} to the Slack app, reinstall it, ${AGAIN}.`]
      : ["Pulse lacks a scope.", `Compare the Slack app’s scopes with the connections page, reinstall it, ${AGAIN}.`],
  restricted_action: restricted,
  restricted_action_read_only_channel: restricted,
  no_permission: restricted,
  restricted_action_thread_only_channel: restricted,
  restricted_action_thread_locked: restricted,
  restricted_action_non_threadable_channel: (channel) => [
    `#${channel} takes no threads, and this text has several parts.`,
    "Make the text short enough for one message, or post it to another channel.",
  ],
  ekm_access_denied: forbidden,
  app_access_restricted: forbidden,
  access_denied: forbidden,
  enterprise_is_restricted: forbidden,
  accesslimited: forbidden,
  team_not_found: elsewhere,
  team_access_not_granted: elsewhere,
  invalid_auth: token,
  not_authed: token,
  account_inactive: token,
  token_revoked: token,
  token_expired: token,
  not_allowed_token_type: wrongToken,
  messages_tab_disabled: () => [
    "Pulse has no Messages tab in Slack.",
    `Switch on the Messages tab under App Home of the Slack app, ${AGAIN}.`,
  ],
  message_not_found: () => ["The message is not in Slack any more.", "Compose it again if it is still wanted."],
  cant_update_message: () => [
    "Slack does not let Pulse change this message.",
    "Post it again, and delete the old one by hand.",
  ],
  edit_window_closed: () => [
    "This workspace does not let messages be changed so late.",
    "Post it again, and delete the old one by hand.",
  ],
  cant_delete_message: () => ["Slack does not let Pulse delete this message.", "Delete it by hand in Slack."],
  thread_not_found: gone,
  cannot_reply_to_message: gone,
};

/** @param needed The scope that Slack names beside `missing_scope`. */
export function refusalOf(code: string, channel: string, needed = ""): Problem {
  const [message, remedy] = REFUSALS[code]?.(channel, needed) ?? [
    `Slack refused the message (${code}).`,
    `Ask a Slack admin what ${code} means here, ${AGAIN}.`,
  ];
  return new Problem("upstream", message, remedy);
}
