import type { Posting } from "../deps.ts";

export const POSTING: Posting = {
  /** Slack takes one message a second in a channel. @source docs.slack.dev, rate limits. */
  spacingMs: 1_100,
  /** Seconds between looks for a lost message: history may lag behind a post. After the last one it is taken as not there. */
  looksAfterS: [10, 45],
};
