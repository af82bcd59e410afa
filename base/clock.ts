/** The time, as something that can be handed over: operations and tests take it instead of asking the machine. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** Whole seconds until then, rounded up; 0 when it is past, or never. */
export function secondsUntil(time: Date | null, now: Date): number {
  return time ? Math.max(0, Math.ceil((time.getTime() - now.getTime()) / 1_000)) : 0;
}

/** The whole second that a time is in. */
export function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1_000) * 1_000);
}
