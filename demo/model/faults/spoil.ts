import type { LeadAnswer, ShareAnswer } from "../answers.ts";
import type { ShareTalk } from "../conversation/read-conversation.ts";
import { declines, type Reply, says } from "../reply.ts";
import { marksOf } from "../written.ts";
import type { CallFault, ContentFault, FaultName } from "./fault.ts";

/** Numbers, names and places that no evidence has. */
const WRONG = {
  number: "9731",
  foreign: "evil-corp/secrets#1",
  author: "@somebody-else",
  link: "https://prizes.example/claim",
  unknown: 999_999,
};

/** A right answer made wrong in one way. */
export function spoilShare(answer: ShareAnswer, fault: ContentFault): ShareAnswer {
  switch (fault) {
    case "cites_unknown":
      return withFirst(answer, (prs) => [...prs, (prs[0] ?? "#1").replace(/#\d+$/, `#${WRONG.unknown}`)]);
    case "missing":
      return withoutLast(answer);
    default: {
      const [first, ...others] = answer.items;
      return first ? { ...answer, items: [{ ...first, text: spoilText(first.text, fault) }, ...others] } : answer;
    }
  }
}

export function spoilLead(answer: LeadAnswer, fault: ContentFault): LeadAnswer {
  return { ...answer, intro: spoilText(answer.intro ?? "What went in.", fault) };
}

/** Of one text. */
export function spoilText(text: string, fault: ContentFault): string {
  if (fault === "wrong_number") return `${text}, ${WRONG.number} times faster`;
  if (fault === "wrong_author") return `${text}, by ${WRONG.author}`;
  return fault === "link" ? `${text}, see ${WRONG.link}` : text;
}

function withFirst(answer: ShareAnswer, change: (prs: string[]) => string[]): ShareAnswer {
  const [item, ...items] = answer.items;
  if (item) return { ...answer, items: [{ ...item, prs: change(item.prs) }, ...items] };
  const [group, ...grouped] = answer.grouped;
  return group ? { ...answer, grouped: [{ ...group, prs: change(group.prs) }, ...grouped] } : answer;
}

/** Forgets the pull request that it named last. */
function withoutLast(answer: ShareAnswer): ShareAnswer {
  if (answer.omitted.length > 0) return { ...answer, omitted: answer.omitted.slice(0, -1) };
  const lists = answer.grouped.length > 0 ? answer.grouped : answer.items;
  const last = lists.at(-1);
  if (last) last.prs = last.prs.slice(0, -1);
  return {
    ...answer,
    items: answer.items.filter(({ prs }) => prs.length > 0),
    grouped: answer.grouped.filter(({ prs }) => prs.length > 0),
  };
}

/** A tool call that must not be made, or leads nowhere. */
export function strayCall({ evidence }: ShareTalk, fault: CallFault): Reply {
  const pr = evidence[0]?.pr ?? "#1";
  const [name, input] = {
    unknown_tool: ["delete_repository", JSON.stringify({ repo: "all" })],
    broken_arguments: ["read_pull_request", `{"pr": "${pr}"`],
    same_call: ["read_pull_request", JSON.stringify({ pr })],
    foreign_repository: ["read_pull_request", JSON.stringify({ pr: WRONG.foreign })],
  }[fault] as [string, string];
  return { content: null, calls: [{ name, arguments: input }], refusal: null, whole: true };
}

const PROSE =
  "Here is a short summary of what was merged. There were some features and some fixes, and all in all it was a busy time for the team.";
const REFUSAL = "I'm sorry, but I can't help with that request.";

/** A whole answer of another kind; the right one where the fault is none of these. */
export function spoilReply(reply: Reply, fault: FaultName, nonce: string): Reply {
  switch (fault) {
    case "prose":
      return says(PROSE);
    case "refuse":
      return declines(REFUSAL);
    case "empty":
      return says("");
    case "cut": {
      const text = reply.content ?? "I will";
      return { content: text.slice(0, Math.ceil(text.length / 2)), calls: [], refusal: null, whole: false };
    }
    case "two_sentinels":
      return says(`${emptyAnswer(nonce)}\n${reply.content ?? ""}`);
    default:
      return reply;
  }
}

/** An answer before the answer, between the same marks. */
function emptyAnswer(nonce: string): string {
  const [begin, end] = marksOf(nonce);
  return `${begin}\n{"items":[],"grouped":[],"omitted":[]}\n${end}`;
}
