import { EVENTS_PATH } from "../transport/events-path.ts";

export type Mode = "socket" | "http";

/** What Pulse cannot do without. Source: docs.slack.dev, "Scopes", of the methods that slack-api/, calls.ts and delivery/slack.ts use. */
export const SCOPES = [
  "commands",
  "chat:write",
  "im:write",
  "users:read",
  "channels:read",
  "channels:history",
  "groups:read",
  "groups:history",
] as const;
/**
 * What Pulse can do without, and what for: to know a person of Slack and of the browser as one; to find a card whose answer got lost; to
 * know the workspace's own emoji.
 */
export const OPTIONAL_SCOPES = ["users:read.email", "im:history", "emoji:read"] as const;
const EVENTS = ["app_home_opened", "app_uninstalled", "tokens_revoked"];

/** Slack sends requests, and people back from its sign-in, to nothing but https. */
export const isPublic = (publicUrl: string): boolean => publicUrl.startsWith("https://");

/** @param publicUrl Without a slash at its end. */
export function manifestOf(mode: Mode, publicUrl: string) {
  const request_url = mode === "http" ? { request_url: `${publicUrl}${EVENTS_PATH}` } : {};
  const signIn = isPublic(publicUrl);
  return {
    display_information: {
      name: "Pulse",
      description: "Writes what shipped, from the merged pull requests, for a person to approve.",
      background_color: "#1f4d3a",
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: "Pulse", always_online: true },
      slash_commands: [
        {
          command: "/pulse",
          description: "Write what shipped",
          should_escape: true,
          usage_hint: "[PROFILE | new owner/repo | list | status | help]",
          ...(mode === "http" && { url: `${publicUrl}${EVENTS_PATH}` }),
        },
      ],
      shortcuts: [
        shortcut("global", "compose_update", "Compose an update", "Write what shipped"),
        shortcut("message", "add_to_update", "Add to an update", "Write what shipped, with this message as background"),
      ],
    },
    oauth_config: {
      ...(signIn && { redirect_urls: [`${publicUrl}/sign-in/callback`] }),
      scopes: {
        bot: [...SCOPES, ...OPTIONAL_SCOPES],
        bot_optional: [...OPTIONAL_SCOPES],
        ...(signIn && { user: ["openid", "email", "profile"] }),
      },
    },
    settings: {
      event_subscriptions: { ...request_url, bot_events: EVENTS },
      interactivity: { is_enabled: true, ...request_url },
      socket_mode_enabled: mode === "socket",
      org_deploy_enabled: false,
      token_rotation_enabled: false,
    },
  };
}

type Manifest = ReturnType<typeof manifestOf>;

function shortcut(type: "global" | "message", callback_id: string, name: string, description: string) {
  return { type, callback_id, name, description };
}

/** Slack's own page with all of it filled in: one looks, agrees, and the app is made. */
export function createUrl(manifest: Manifest): string {
  const query = new URLSearchParams({ new_app: "1", manifest_json: JSON.stringify(manifest) });
  return `https://api.slack.com/apps?${query}`;
}
