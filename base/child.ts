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

/** @param stop Closes what is open; the process exits when it is done, or after `graceMs`. */
export function stopWithParent(stop: () => Promise<void>, graceMs = 4_000): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), graceMs).unref();
    // What fails here is said by whoever hears of rejections that nobody caught, and ends with 1.
    void stop().then(() => process.exit(0));
  };
  if (process.channel) process.on("disconnect", end);
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}
