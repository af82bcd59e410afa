import { LIMITS } from "../webhooks/contract/limits.ts";

/** The limits of what only the app keeps; those of what is asked of the pipelines stand in the contract. */
export const OWN_LIMITS = {
  profile_name_chars: 80,
  /** Why something is rejected, retracted or posted in spite of a finding, as long as what a text is sent back with. */
  reason_chars: LIMITS.feedback_chars,
  /** What somebody says of one sentence, and how many of these may be open at an update. */
  comment_chars: 1_000,
  open_comments: 100,
  /** So long word of a comment waits in Slack for others of the same update, so that several are told at once. */
  comments_together_s: 60,
  /** So long what is approved stays here, where its profile gives time to undo it. */
  undo_s: 10,
  /** Four weeks. */
  deadline_hours: { least: 1, most: 28 * 24 },
  /** The heading of a section that somebody adds to a text. */
  section_chars: 80,
  /** A number, or words of a title, to find a pull request by. */
  pull_chars: 200,
  /** A week. */
  lead_minutes: 7 * 24 * 60,
  cron_chars: 200,
  /** @source docs.slack.dev, conversations.create: a name has at most 80 characters, and may be typed with its `#`. */
  channel_chars: 81,
  /** @source docs.github.com: at most 39, and here with an `@` before it. */
  login_chars: 40,
  /** How often items of one update may be asked for in other words. */
  wordings: 50,
  /** Three groups of four, and whatever is copied with them. */
  sign_in_code_chars: 40,
  /** Of one person. */
  access_tokens: 20,
  access_token_chars: 80,
  /** So long a token may serve. */
  access_token_days: 365,
  /** What a canary may have of the runs, in percent. */
  canary_share: { least: 1, most: 99 },
  skill_name_chars: 40,
} as const;

/** What a template may say. */
export const SHOWN_LIMITS = { ...LIMITS, ...OWN_LIMITS };
