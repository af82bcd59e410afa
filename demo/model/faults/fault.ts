import { z } from "zod";
import type { Format } from "../chat-request.ts";

/** Before any answer: the connection or the server. */
const TRANSPORT = ["401", "429", "quota", "500", "hang", "endless", "slow", "truncate", "nonsense"] as const;
/** The server does not know, or does not take, what the request asks for. */
const REFUSALS = ["no_schema", "no_json_object", "no_tools", "context_too_long"] as const;
/** A whole answer of another kind than was asked for. */
const REPLIES = ["prose", "refuse", "cut", "empty", "no_usage", "two_sentinels"] as const;
/** A writer that reads astray. */
const CALLS = ["unknown_tool", "broken_arguments", "same_call", "foreign_repository"] as const;
/** A writer that gets things wrong. */
const CONTENTS = ["cites_unknown", "wrong_number", "wrong_author", "link", "missing"] as const;

const NAMES = [...TRANSPORT, ...REFUSALS, ...REPLIES, ...CALLS, ...CONTENTS] as const;
export type FaultName = (typeof NAMES)[number];
export type CallFault = (typeof CALLS)[number];
export type ContentFault = (typeof CONTENTS)[number];

export const jobs = ["reading", "share", "lead", "wording", "other", "any"] as const;
/** What a request asks of the writer. `other`: nothing that it knows. */
export type Job = Exclude<(typeof jobs)[number], "any">;

const FOR_EVER = -1;

export const faultSchema = z
  .strictObject({
    fault: z.enum(NAMES),
    /** Of requests that it can happen to; -1: for ever. Without it `same_call` is for ever, everything else once. */
    times: z.int().positive().or(z.literal(FOR_EVER)).optional(),
    job: z.enum(jobs).default("any"),
    /** Of 429: the `retry-after` header; without it there is none. */
    retry_after_s: z.int().nonnegative().optional(),
    /** Of `slow`. */
    delay_ms: z.int().nonnegative().default(1_000),
  })
  .transform((fault) => ({ ...fault, times: fault.times ?? (fault.fault === "same_call" ? FOR_EVER : 1) }));
export type Fault = z.infer<typeof faultSchema>;

type Ask = { job: Job; format: Format; tools: boolean };

/** Misbehaviour by appointment: each fault happens to the next `times` requests that it fits, the oldest fault first. */
export function createFaults() {
  let pending: Fault[] = [];

  const take = (ask: Ask): Fault | undefined => {
    const fault = pending.find((each) => (each.job === "any" || each.job === ask.job) && canHappen(each, ask));
    if (fault && fault.times !== FOR_EVER && --fault.times === 0) pending = pending.filter((other) => other !== fault);
    return fault;
  };
  const add = (fault: Fault) => void pending.push({ ...fault });
  const clear = () => void (pending = []);
  return { take, add, clear, list: (): readonly Fault[] => pending };
}
export type Faults = ReturnType<typeof createFaults>;

export const isCallFault = (name: FaultName): name is CallFault => within(CALLS, name);
export const isContentFault = (name: FaultName): name is ContentFault => within(CONTENTS, name);

/** A fault waits for a request that it can happen to. */
function canHappen({ fault, job }: Fault, ask: Ask): boolean {
  const isWriting = ask.job === "share" || ask.job === "lead" || ask.job === "wording";
  if (fault === "no_schema") return ask.format === "json_schema";
  if (fault === "no_json_object") return ask.format === "json_object";
  if (fault === "no_tools") return ask.tools;
  if (fault === "two_sentinels") return isWriting && ask.format === "text";
  if (isCallFault(fault)) return ask.job === "reading" && ask.tools;
  if (fault === "cites_unknown" || fault === "missing") return ask.job === "share";
  if (isContentFault(fault) || fault === "prose") return isWriting;
  // Said of reading, these only mean that it ends: whoever wants that says so.
  return fault === "cut" || fault === "empty" ? isWriting || job === "reading" : true;
}

function within(names: readonly FaultName[], name: FaultName): boolean {
  return names.includes(name);
}
