import { type ChatRequest, offeredTools } from "./chat-request.ts";
import type { LeadTalk, ShareTalk, Talk } from "./conversation/read-conversation.ts";
import { type FaultName, isCallFault, isContentFault, type Job } from "./faults/fault.ts";
import { spoilLead, spoilReply, spoilShare, strayCall } from "./faults/spoil.ts";
import { mendLead, writeLead } from "./lead/write-lead.ts";
import { read } from "./reading.ts";
import { type Reply, says } from "./reply.ts";
import { mendShare } from "./share/mend-share.ts";
import { writeShare } from "./share/write-share.ts";
import { written } from "./written.ts";

/** What a request asks for, as faults and the request log name it. */
export function jobOf(talk: Talk): Job {
  if (talk.job !== "share") return talk.job;
  return talk.phase === "reading" ? "reading" : "share";
}

/** What the writer says to a request. A fault that is none of its own changes nothing here. */
export function answer(request: ChatRequest, talk: Talk, fault: FaultName | null): Reply {
  if (talk.job === "other") return spoil(nothingToWrite(talk.problem, request), fault, "");
  if (talk.job === "lead") return spoil(lead(talk, fault), fault, talk.nonce);
  if (talk.phase === "writing") return spoil(share(talk, fault), fault, talk.nonce);
  if (fault && isCallFault(fault)) return strayCall(talk, fault);
  return spoil(read(talk, offeredTools(request)), fault, talk.nonce);
}

function share(talk: ShareTalk, fault: FaultName | null): Reply {
  const right = talk.repairs.length > 0 ? mendShare(talk) : writeShare(talk);
  return says(written(fault && isContentFault(fault) ? spoilShare(right, fault) : right, talk));
}

function lead(talk: LeadTalk, fault: FaultName | null): Reply {
  const right = talk.repairs.length > 0 ? mendLead(talk) : writeLead(talk);
  return says(written(fault && isContentFault(fault) ? spoilLead(right, fault) : right, talk));
}

function spoil(reply: Reply, fault: FaultName | null, nonce: string): Reply {
  return fault ? spoilReply(reply, fault, nonce) : reply;
}

const INTRODUCTION =
  "I am demo-writer, a stand-in without a model behind it: all that I can do is write Pulse's updates.";

function nothingToWrite(problem: string | null, { response_format }: ChatRequest): Reply {
  const words = problem ? `I cannot read the task: ${problem}.` : INTRODUCTION;
  const isText = response_format === undefined || response_format.type === "text";
  return says(isText ? words : JSON.stringify({ note: words }));
}
