import type { Clock } from "../../../base/clock.ts";
import { answer, jobOf } from "../answer.ts";
import { readConversation } from "../conversation/read-conversation.ts";
import type { ModelContext } from "../environment.ts";
import type { Fault, Faults } from "../faults/fault.ts";
import { misbehave, sendHalf } from "../faults/misbehave.ts";
import type { RequestLog } from "../request-log.ts";
import type { Script } from "../script.ts";
import { errorBody } from "../api-error.ts";
import { type ChatRequest, formatOf, offeredTools } from "../chat-request.ts";
import { completion } from "./completion.ts";
import { judgeRequest } from "./judge-request.ts";
import { streamOf } from "./stream.ts";

/** `paceMs`: between two pieces of a streamed answer. */
export type Parts = { clock: Clock; faults: Faults; requests: RequestLog; script: Script; paceMs: number };

const UNREAD = { job: "other", format: "text", tools: [], fault: null, request: null } as const;

/** `POST /v1/chat/completions` */
export function answerRequest(parts: Parts) {
  const { faults, requests, script } = parts;
  return async (c: ModelContext): Promise<Response> => {
    const has_key = c.req.header("authorization") !== undefined;
    const judged = judgeRequest(await c.req.json().catch(() => undefined));
    if ("error" in judged) {
      const { error } = judged;
      requests.add({ ...UNREAD, status: error.status, has_key });
      return c.json(errorBody(error), error.status);
    }

    const { request } = judged;
    const talk = readConversation(request);
    const job = jobOf(talk);
    const tools = [...offeredTools(request)];
    const format = formatOf(request);
    const fault = faults.take({ job, format, tools: tools.length > 0 });
    const spoken = () => script.take(job) ?? answer(request, talk, fault?.fault ?? null);
    const response = (fault && (await misbehave(fault, c))) ?? (await send(c, request, spoken(), fault, parts));
    const status = response.headers.has("x-hono-already-sent") ? 0 : response.status;
    requests.add({ job, format, tools, status, fault: fault?.fault ?? null, has_key, request });
    return response;
  };
}

async function send(
  c: ModelContext,
  request: ChatRequest,
  reply: Parameters<typeof completion>[1],
  fault: Fault | undefined,
  { clock, paceMs }: Pick<Parts, "clock" | "paceMs">,
): Promise<Response> {
  const whole = completion(request, reply, Math.floor(clock().getTime() / 1_000));
  if (fault?.fault === "truncate") return sendHalf(c, whole);
  const { usage: _uncounted, ...uncounted } = whole;
  c.header("x-request-id", whole.id.replace("chatcmpl-", "req_"));
  if (request.stream) {
    c.header("content-type", "text/event-stream; charset=utf-8");
    const isCounted = fault?.fault !== "no_usage" && request.stream_options?.include_usage === true;
    return c.body(streamOf(whole, isCounted, paceMs));
  }
  return c.json(fault?.fault === "no_usage" ? uncounted : whole);
}
