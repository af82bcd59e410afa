import { z } from "zod";

/** Deliveries to the app, by the kind of their envelope: only these can lose their ack or their socket. */
const DELIVERIES = ["slash_commands", "interactive", "events_api"];
const DELIVERY_FAULTS = ["missed-ack", "socket-drop"];

const fields = z.strictObject({
  /** Of the Web API, `response_url`, or a kind of delivery. */
  method: z.string().min(1),
  /** Only calls whose `channel` argument is this. */
  channel: z.string().optional(),
  /** "-after": the effect happened and its answer is lost; `truncate` too. "-before", `html`, `429` and `error`: no effect.
   * `missed-ack`: the app had its delivery, its ack is lost. `socket-drop`: the sockets break first. */
  fault: z.enum([
    "429",
    "500-before",
    "500-after",
    "hang-before",
    "hang-after",
    "drop-before",
    "drop-after",
    "truncate",
    "html",
    "error",
    "error-after",
    "missed-ack",
    "socket-drop",
  ] as const),
  /** Of the faults `error` and `error-after`: the name in the answer. */
  error: z.string().default("internal_error"),
  /** How many calls it strikes. */
  times: z.int().min(1).default(1),
  retry_after_s: z.int().min(0).default(1),
  /** How many calls that fit pass unharmed first. */
  skip: z.int().min(0).default(0),
});
export type Fault = z.infer<typeof fields>;

export const faultSchema = fields.refine(
  ({ method, fault }) => DELIVERIES.includes(method) === DELIVERY_FAULTS.includes(fault),
  `${DELIVERY_FAULTS.join(" and ")} strike deliveries (${DELIVERIES.join(", ")}), the others strike methods`,
);

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
