import { type ChatRequest, offeredTools } from "./chat-request.ts";
import type { LeadTalk, ShareTalk, Talk, WordingTalk } from "./conversation/read-conversation.ts";
import { type FaultName, isCallFault, isContentFault, type Job } from "./faults/fault.ts";
import { spoilLead, spoilReply, spoilShare, spoilText, strayCall } from "./faults/spoil.ts";
import { writeLead } from "./lead.ts";
import { read } from "./reading.ts";
import { declines, type Reply, says } from "./reply.ts";
import { recordedShare, writeShare } from "./share.ts";
import { otherWords } from "./wording.ts";
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
  if (talk.job === "wording") return spoil(wording(talk, fault), fault, talk.nonce);
  if (talk.phase === "writing") return spoil(share(talk, fault), fault, talk.nonce);
  if (fault && isCallFault(fault)) return strayCall(talk, fault);
  const known = recordedShare(talk);
  return spoil(
    "unknown" in known ? declines(nothingOf(known.unknown)) : read(talk, offeredTools(request)),
    fault,
    talk.nonce,
  );
}

function share(talk: ShareTalk, fault: FaultName | null): Reply {
  const known = recordedShare(talk);
  if ("unknown" in known) return declines(nothingOf(known.unknown));
  const right = writeShare(known.told, talk);
  if (written(right, talk) === talk.sentBack) return declines("I have no other words for these than the recorded ones");
  return says(written(fault && isContentFault(fault) ? spoilShare(right, fault) : right, talk));
}

function wording(talk: WordingTalk, fault: FaultName | null): Reply {
  const known = otherWords(talk);
  if ("unknown" in known) return declines(nothingOf(known.unknown));
  const text = known.told.find((said) => written({ text: said }, talk) !== talk.sentBack);
  if (text === undefined) return declines("I have no other words for this than the recorded ones");
  return says(written({ text: fault && isContentFault(fault) ? spoilText(text, fault) : text }, talk));
}

function lead(talk: LeadTalk, fault: FaultName | null): Reply {
  const right = writeLead(talk);
  const isKnown = written(right, talk) === talk.sentBack;
  const opening = isKnown ? { ...right, intro: null } : right;
  return says(written(fault && isContentFault(fault) ? spoilLead(opening, fault) : opening, talk));
}

/** People read this in the reason why the rules wrote; of more than 120 characters they would read the beginning. */
function nothingOf(repository: string): string {
  const where = repository.length > MOST_NAME_CHARS ? "this repository" : repository;
  return `I have nothing recorded for ${where}. Set OPENAI_API_KEY for a model that reads yours`;
}
const MOST_NAME_CHARS = 45;

function spoil(reply: Reply, fault: FaultName | null, nonce: string): Reply {
  return fault ? spoilReply(reply, fault, nonce) : reply;
}

const INTRODUCTION =
  "I am demo-writer, a stand-in without a model behind it: I answer with texts that were written beforehand for the demo's repositories.";

function nothingToWrite(problem: string | null, { response_format }: ChatRequest): Reply {
  const words = problem ? `I cannot read the task: ${problem}.` : INTRODUCTION;
  const isText = response_format === undefined || response_format.type === "text";
  return says(isText ? words : JSON.stringify({ note: words }));
}
