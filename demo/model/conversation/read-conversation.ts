import { z } from "zod";
import type { ChatRequest, Message } from "../chat-request.ts";
import { readWishes, type Wishes } from "../wishes.ts";
import { type Lookup, readLookups } from "./lookups.ts";
import { asksForRepair, lastSentBack } from "./repairs.ts";
import { outsideSections, readLines, readSections, type Sections, Unreadable } from "./sections.ts";
import { evidencePull, type EvidencePull, feedback, leadItem, type LeadItem } from "../task.ts";
import { saidItem, type SaidItem, toldPull, type ToldPull } from "../task.ts";
import { leadTask, type LeadTask, shareTask, type ShareTask, wordingTask, type WordingTask } from "../task.ts";

type Writing = {
  nonce: string;
  wishes: Wishes;
  /** The last answer that had faults. */
  sentBack: string | null;
  /** Whether the JSON goes between the run's marks. */
  marked: boolean;
};

export type ShareTalk = Writing & {
  job: "share";
  phase: "reading" | "writing";
  task: ShareTask;
  evidence: EvidencePull[];
  lookups: Lookup[];
};
export type LeadTalk = Writing & {
  job: "lead";
  phase: "writing";
  task: LeadTask;
  items: LeadItem[];
  /** Whether the answer is to say which wishes it does not follow. */
  names_wishes: boolean;
};

export type WordingTalk = Writing & {
  job: "wording";
  phase: "writing";
  task: WordingTask;
  evidence: ToldPull[];
  items: SaidItem[];
};

/** What a request is about. `other`: no task of ours is in it, or one that cannot be read; `problem` says what. */
export type Talk = ShareTalk | LeadTalk | WordingTalk | { job: "other"; problem: string | null };

const WRITE_NOW = /^Write your answer now\./m;

/** Reads a conversation by its format alone: whatever stands inside a section is data, whoever it claims to be. */
export function readConversation(request: ChatRequest): Talk {
  try {
    const asked = request.messages.filter((message) => message.role === "user");
    const sections = asked.map(({ content }) => readSections(content)).find((found) => found !== null);
    if (!sections) return { job: "other", problem: null };
    const [head] = readLines(sections, "task", z.looseObject({ job: z.enum(["share", "lead", "wording"]) }));
    if (head?.job === "wording") return readWording(request, sections);
    return head?.job === "lead" ? readLead(request, sections) : readShare(request, sections);
  } catch (error) {
    if (error instanceof Unreadable) return { job: "other", problem: error.message };
    throw error;
  }
}

function readShare(request: ChatRequest, sections: Sections): ShareTalk {
  const [task] = readLines(sections, "task", shareTask);
  if (!task) throw new Unreadable("task: empty");
  const evidence = readLines(sections, "evidence", evidencePull);
  const { messages } = request;
  const phase = isWriting(request) ? "writing" : "reading";
  return { job: "share", phase, task, evidence, lookups: readLookups(messages), ...readWriting(messages, sections) };
}

function readLead({ messages }: ChatRequest, sections: Sections): LeadTalk {
  const [task] = readLines(sections, "task", leadTask);
  if (!task) throw new Unreadable("task: empty");
  const items = readLines(sections, "items", leadItem);
  const asked = messages.filter(({ role }) => role === "user").map(({ content }) => outsideSections(content));
  const names_wishes = asked.some((question) => question.includes("`not_followed`"));
  return { job: "lead", phase: "writing", task, items, names_wishes, ...readWriting(messages, sections) };
}

function readWording({ messages }: ChatRequest, sections: Sections): WordingTalk {
  const [task] = readLines(sections, "task", wordingTask);
  if (!task) throw new Unreadable("task: empty");
  const evidence = readLines(sections, "evidence", toldPull);
  const items = readLines(sections, "items", saidItem);
  return { job: "wording", phase: "writing", task, evidence, items, ...readWriting(messages, sections) };
}

function readWriting(messages: readonly Message[], sections: Sections): Writing {
  const [said] = readLines(sections, "feedback", feedback);
  const wished = readLines(sections, "wishes", z.string()).join(" ");
  const { nonce } = sections;
  return {
    nonce,
    wishes: readWishes(wished, said ?? null),
    sentBack: lastSentBack(messages),
    marked: messages.some(
      ({ role, content }) => role === "user" && outsideSections(content).includes(`BEGIN-REPORT-${nonce}`),
    ),
  };
}

/** The last word counts: a question for the answer, a repair, or a form that only an answer has. */
function isWriting({ messages, response_format }: ChatRequest): boolean {
  const last = messages.findLast(({ role }) => role === "user");
  const asked = last !== undefined && (WRITE_NOW.test(outsideSections(last.content)) || asksForRepair(last));
  return asked || (response_format !== undefined && response_format.type !== "text");
}
