/** Requests a minute, of one API key and in one process: two instances let twice as many through. */
export type ApiLimits = {
  requests: number;
  /** Those among them that start work: a run, a preview, a test of a model. */
  starts: number;
};

/**
 * The app is one key. It asks most while people watch runs: 180 requests a minute for each open page, 60 for each card in Slack. A
 * hundred of each are 24,000; two hundred schedules that begin in the same minute start 400 times. What meets the limit is a loop.
 */
export const USUAL_LIMITS: ApiLimits = { requests: 30_000, starts: 480 };
