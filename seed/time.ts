import type { Clock } from "../base/clock.ts";
import type { Stretch } from "../db/move-back.ts";

export type StoryTime = {
  /** What the app takes for now. */
  clock: Clock;
  /** From now on it is then: later than before, and not later than it really is. */
  goTo: (moment: Date) => Promise<void>;
  /** What really was when, for whoever dates what other clocks wrote down. */
  stretches: readonly Stretch[];
};

/** Time that goes on as fast as ever, and is put to a later moment of the month when a day is over. */
export function startTime(first: Date, told: (behindMs: number) => Promise<void>): StoryTime {
  const stretches: Stretch[] = [];
  const behind = () => stretches.at(-1)?.behindMs ?? 0;
  begin(first);
  return {
    clock: () => new Date(Date.now() - behind()),
    stretches,
    async goTo(moment) {
      begin(moment);
      await told(behind());
    },
  };

  function begin(moment: Date): void {
    const began = new Date();
    stretches.push({ began, behindMs: Math.max(0, began.getTime() - moment.getTime()) });
  }
}
