/**
 * A process that someone started over an IPC channel tells its starter that it is up, and ends when the starter is gone:
 * a closed channel is the one signal that even kill -9 of the parent sends.
 */
export function announce(ready: Ready): void {
  process.on("message", answerPing);
  process.send?.({ ready });
}

/** Whether this process still gets to do anything: its starter asks every second. Who is started by somebody else is never asked. */
function answerPing(message: unknown): void {
  if (typeof message !== "object" || message === null || !("ping" in message) || !process.connected) return;
  process.send?.({ pong: message.ping }, () => undefined);
}

export type Ready = {
  url: string;
  /** Where it listens, when its address is that of something before it. */
  port?: number;
  /** Opened once, it signs a browser in; only while the development sign-in is there. */
  signIn?: string;
};

/** A link in place of the one that was told before. */
export type NewLink = { link: string; because: "spent" | "guessed" | "restarted" };

export function announceLink(signIn: NewLink): void {
  process.send?.({ signIn });
}

/** To close what is open. */
export const CLOSING_MS = 4_000;

/**
 * Ends this process when it is asked to, or when whoever started it is gone; a second Ctrl-C ends it at once.
 *
 * @param stop Closes what is open; the process exits when it is done, or `CLOSING_MS` after the grace that it hears.
 * @param graceMs For work in hand when it is asked. Without a parent there is none: soon nothing is left to write it down in.
 */
export function stopWithParent(stop: (graceMs: number) => Promise<void>, graceMs = 0): void {
  let stopping = false;
  const end = (grace: number) => {
    setTimeout(() => process.exit(0), grace + CLOSING_MS).unref();
    if (stopping) return;
    stopping = true;
    // What fails here is said by whoever hears of rejections that nobody caught, and ends with 1.
    void stop(grace).then(() => process.exit(0));
  };
  let interrupted = false;
  if (process.channel) process.on("disconnect", () => end(0));
  process.on("SIGTERM", () => end(graceMs));
  process.on("SIGINT", () => {
    if (interrupted) process.exit(1);
    interrupted = true;
    end(graceMs);
  });
}
