import { monitorEventLoopDelay } from "node:perf_hooks";

/** How often it looks; part of each value that the histogram keeps. */
const LOOK_EVERY_MS = 10;
const WINDOW_MS = 60_000;

/** Milliseconds that a due timer waited because the process was busy. */
type LoopDelay = { p99: number; max: number };

/**
 * Watches how long one thing holds everything else up: the event loop of this process.
 *
 * @returns a reading of the last one to two minutes.
 */
export function watchLoopDelay(): () => LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });
  histogram.enable();
  let before: LoopDelay = { p99: 0, max: 0 };
  setInterval(() => {
    before = readingOf(histogram);
    histogram.reset();
  }, WINDOW_MS).unref();
  return () => {
    const now = readingOf(histogram);
    return { p99: Math.max(now.p99, before.p99), max: Math.max(now.max, before.max) };
  };
}

function readingOf(histogram: ReturnType<typeof monitorEventLoopDelay>): LoopDelay {
  if (histogram.count === 0) return { p99: 0, max: 0 };
  return { p99: delayOf(histogram.percentile(99)), max: delayOf(histogram.max) };
}

/** From nanoseconds between two looks; to a tenth of a millisecond. */
function delayOf(ns: number): number {
  return Math.max(0, Math.round((ns / 1e6 - LOOK_EVERY_MS) * 10) / 10);
}
