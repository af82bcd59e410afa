import { z } from "zod";

const name = (max: number) => z.string().min(1).max(max);

const command = z.strictObject({
  command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/, "a slash, then at most 31 small letters, digits, - and _"),
  description: z.string().default(""),
  usage_hint: z.string().default(""),
  should_escape: z.boolean().default(true),
});
type Command = z.infer<typeof command>;

const shortcut = z.strictObject({
  type: z.enum(["global", "message"]),
  callback_id: name(255),
  /** Source: docs.slack.dev, "App manifest reference": 24 characters, ten shortcuts. */
  name: name(24),
  description: z.string().default(""),
});
type Shortcut = z.infer<typeof shortcut>;

/** How demo Slack reaches the app, and what the app offers; what in Slack stands in the app's manifest. */
export const installedSchema = z.strictObject({
  /** Signs what goes to `request_url`. */
  signing_secret: z.string().min(1).optional(),
  /** Without one the app is reached through its sockets. */
  request_url: z.url({ protocol: /^https?$/ }).optional(),
  commands: z.array(command).max(50).optional(),
  shortcuts: z.array(shortcut).max(10).optional(),
  events: z.array(z.string()).optional(),
});

export type Installed = {
  signing_secret: string;
  request_url?: string;
  commands: Command[];
  shortcuts: Shortcut[];
  /** Kinds of events that the app has subscribed to. */
  events: string[];
};

/** What Pulse's manifest asks for, so that the demo is whole before anyone registers anything. */
export function firstInstalled(signing_secret: string, request_url?: string): Installed {
  const usage_hint = "[PROFILE | new owner/repo | list | status | help]";
  return {
    signing_secret,
    request_url,
    commands: [{ command: "/pulse", description: "Write what shipped", usage_hint, should_escape: true }],
    shortcuts: [
      { type: "global", callback_id: "compose_update", name: "Compose an update", description: "" },
      { type: "message", callback_id: "add_to_update", name: "Add to an update", description: "" },
    ],
    events: ["app_home_opened", "app_uninstalled", "tokens_revoked"],
  };
}

const url = z.url({ protocol: /^https?$/ }).optional();

/** The parts of a real Slack manifest that demo Slack acts upon. Source: slackapi/manifest-schema. */
export const manifestSchema = z
  .looseObject({
    features: z.looseObject({
      slash_commands: z.array(z.looseObject({ ...command.shape, url })).default([]),
      shortcuts: z.array(shortcut).default([]),
    }),
    settings: z.looseObject({
      socket_mode_enabled: z.boolean().default(false),
      event_subscriptions: z.looseObject({ bot_events: z.array(z.string()).default([]), request_url: url }).optional(),
      interactivity: z.looseObject({ request_url: url }).optional(),
    }),
  })
  .transform(({ features, settings }): z.infer<typeof installedSchema> => ({
    commands: features.slash_commands.map(({ command, description, usage_hint, should_escape }) => ({
      command,
      description,
      usage_hint,
      should_escape,
    })),
    shortcuts: features.shortcuts,
    events: settings.event_subscriptions?.bot_events ?? [],
    request_url: settings.socket_mode_enabled
      ? undefined
      : (settings.interactivity?.request_url ?? settings.event_subscriptions?.request_url),
  }));
