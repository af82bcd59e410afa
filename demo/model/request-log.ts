import type { Clock } from "../../base/clock.ts";
import type { ChatRequest, Format } from "./chat-request.ts";
import type { FaultName, Job } from "./faults/fault.ts";

/** How many requests are remembered one by one; all are counted. */
const MAX_LOGGED = 200;

/** One request for an answer, without its key. `status` 0: the connection ended without a whole answer, as a fault asked. */
export type LoggedRequest = {
  at: string;
  job: Job;
  format: Format;
  /** Names of the tools that were offered. */
  tools: readonly string[];
  status: number;
  fault: FaultName | null;
  /** Whether it came with a key; which one is not kept. */
  has_key: boolean;
  /** Null when it was refused unread. */
  request: ChatRequest | null;
};

export type RequestLog = ReturnType<typeof createRequestLog>;

export function createRequestLog(clock: Clock) {
  let log: LoggedRequest[] = [];
  let total = 0;

  const add = (entry: Omit<LoggedRequest, "at">) => {
    total += 1;
    log = [...log, { at: clock().toISOString(), ...entry }].slice(-MAX_LOGGED);
  };
  const read = () => ({ total, log });
  const clear = () => {
    log = [];
    total = 0;
  };
  return { add, read, clear };
}
