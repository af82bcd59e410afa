import type { Clock } from "../../base/clock.ts";

/** One call of the Web API as it went; never its token, never its text. */
type Call = { method: string; channel?: string; at: string; outcome: string };

const MAX_CALLS = 2_000;

export type Calls = ReturnType<typeof createCalls>;

export function createCalls(clock: Clock) {
  const calls: Call[] = [];

  return {
    all: (): readonly Call[] => calls,

    clear: () => void calls.splice(0),

    /** @returns the noted call: its outcome is "in hand" until someone writes another. */
    note(method: string, channel: string | undefined): Call {
      const call: Call = { method, channel, at: clock().toISOString(), outcome: "in hand" };
      calls.push(call);
      if (calls.length > MAX_CALLS) calls.shift();
      return call;
    },
  };
}
