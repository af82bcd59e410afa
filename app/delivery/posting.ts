import { secondsUntil } from "../../base/clock.ts";
import type { Posting } from "../deps.ts";

export const POSTING: Posting = {
  /** Slack takes one message a second in a channel. @source docs.slack.dev, rate limits. */
  spacingMs: 1_100,
  /** Seconds between looks for a lost message: history may lag behind a post. After the last one it is taken as not there. */
  looksAfterS: [10, 45],
  /** Seconds before another try while Slack cannot be reached: the first, and the most it grows to. */
  againAfterS: { first: 5, most: 60 },
  /** How long its history may stay without an answer before a person is asked to look. */
  silenceS: 30 * 60,
};

/** How long Slack may take no message before its people are told. They can always post again. */
export const GIVE_UP_AFTER_MS = 6 * 3_600_000;

/** @param attempts Those so far. */
export function backOff({ first, most }: Posting["againAfterS"], attempts: number): number {
  return Math.min(most, first * 2 ** Math.max(0, attempts - 1));
}

/** Longer than Slack asks anybody to wait. A wait that seems to end later was written down by a clock that stood elsewhere. */
const LONGEST_WAIT_S = 10 * 60;

export const atMost = (seconds: number): number => Math.min(LONGEST_WAIT_S, seconds);

/** Seconds until then; a time that no wait of ours can reach is none. */
export function secondsToWait(time: Date | null, now: Date): number {
  const seconds = secondsUntil(time, now);
  return seconds > LONGEST_WAIT_S ? 0 : seconds;
}

export function inSeconds(from: Date, seconds: number): Date {
  return new Date(from.getTime() + seconds * 1_000);
}
