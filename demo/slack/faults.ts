import { z } from "zod";

export const faultSchema = z.strictObject({
  method: z.string().min(1),
  /** Only calls whose `channel` argument is this. */
  channel: z.string().optional(),
  /** "-after": the effect happened and its answer is lost; `truncate` too. "-before", `html`, `429` and `error`: no effect. */
  fault: z.enum([
    ...["429", "500-before", "500-after", "hang-before", "hang-after", "drop-before", "drop-after"],
    ...["truncate", "html", "error"],
  ] as const),
  /** Of the fault `error`: the name in the answer. */
  error: z.string().default("internal_error"),
  /** How many calls it strikes. */
  times: z.int().min(1).default(1),
  retry_after_s: z.int().min(0).default(1),
  /** How many calls that fit pass unharmed first. */
  skip: z.int().min(0).default(0),
});
export type Fault = z.infer<typeof faultSchema>;

export type Faults = ReturnType<typeof createFaults>;

/** The things that go wrong on purpose, in the order in which they were asked for. */
export function createFaults() {
  const waiting: Fault[] = [];

  return {
    all: (): readonly Fault[] => waiting,

    add: (fault: Fault) => void waiting.push(fault),

    clear: () => void waiting.splice(0),

    /** The fault that strikes this call, used up by one. */
    strike(method: string, channel: string | undefined): Fault | undefined {
      const fault = waiting.find((each) => each.method === method && (!each.channel || each.channel === channel));
      if (!fault) return undefined;
      if (fault.skip > 0) {
        fault.skip -= 1;
        return undefined;
      }
      fault.times -= 1;
      if (fault.times === 0) waiting.splice(waiting.indexOf(fault), 1);
      return fault;
    },
  };
}

/** When a fault strikes: before the method runs, or between its effect and its answer. */
export function happensFirst({ fault }: Fault): boolean {
  return fault.endsWith("-after") || fault === "truncate";
}
