import type { ChatRequest } from "../chat.ts";
import { BAD_STREAM, type CallFailure } from "./failure.ts";
import { limitOf, roomIn } from "./request.ts";
import { limitNameFor, limitNames, type Shape, SMALLEST_ANSWER_TOKENS } from "./shape.ts";

type Complaint = Pick<CallFailure, "kind" | "status" | "param" | "words" | "filtered">;
/** How it is asked: `isHeard`, where the answer is wanted as a stream. */
type Asked = { request: ChatRequest; server: string; isHeard: boolean };
type Seen = Asked & { complaint: Complaint; shape: Shape };
type Change = {
  /** What a server that complains of this may want instead; null: nothing that this change is about. */
  wanted: (seen: Seen) => Shape | null;
  says: (model: string, shape: Shape) => string;
};

/**
 * What a server that refuses a conversation may want instead: one change at a time, each once. A change that the same complaint comes
 * back for is taken back.
 */
export function shapeSearch(asked: Asked, known: Shape) {
  const left = new Set(CHANGES);
  let [shape, before] = [known, known];
  let last: Complaint | null = null;

  return {
    shape: () => shape,
    /** @returns what was changed, in words; null: there is nothing to try for this failure. */
    next(complaint: Complaint): string | null {
      if (last?.words === complaint.words) shape = before;
      last = null;
      const isBadStream = complaint.words === BAD_STREAM;
      if (complaint.filtered || !(isBadStream || REFUSALS.test(String(complaint.status)))) return null;
      for (const change of left) {
        const wanted = change.wanted({ ...asked, complaint, shape });
        if (!wanted) continue;
        left.delete(change);
        [before, shape, last] = [shape, { ...shape, ...wanted }, complaint];
        return change.says(asked.request.model, shape);
      }
      return null;
    },
    /** What is known now and was not; null: nothing, or nothing sure. */
    found(ended: Complaint | null): Shape | null {
      if (ended && !SURE.has(ended.kind)) return null;
      return shape === known ? null : shape;
    },
  };
}

/** 500 and above are refusals where a template broke: see failure.ts. */
const REFUSALS = /^(400|413|422|5\d\d)$/;
/** The server read the conversation before it refused something else. */
const SURE = new Set<CallFailure["kind"]>(["unsupported", "too_long", "refused_request"]);

const COMPLAINS =
  /unsupported|unrecogni[sz]ed|unknown|unexpected|extra|not (supported|permitted|allowed|valid)|n't support|instead/i;
const OF_LIMIT = /max\w{0,20}_tokens|(output|completion|new) tokens/i;
const OF_WINDOW = /context[ _]?(?:length|window|size)\D{0,30}(\d{3,8})/i;
/** Some speak of the question alone: then less of an answer does not help. */
const WANTS_ROOM = /requested|completion|output|max\w{0,20}_tokens/i;
const NO_SYSTEM =
  /\b(system|developer)\b.{0,60}(\bnot\b|n't\b|unsupported|invalid|unexpected)|(\bnot\b|n't\b|unsupported|invalid|unexpected|unknown).{0,60}\b(system|developer)\b|input should be|must be (one of )?.{0,3}(user|assistant)/i;
const OF_STREAM = /\bstream/i;
const OF_COUNTING = /stream_options|include_usage/i;
/** Of the form of the answer, which the writer changes. */
const OF_FORM = /schema|maxLength|maxItems|minItems|enum\b|keyword|grammar/i;

/** Cheapest first. */
const CHANGES: readonly Change[] = [
  {
    wanted({ complaint: { param, words }, shape: { stream }, isHeard }) {
      return isHeard && !stream && OF_COUNTING.test(`${param} ${words}`) ? { stream: "uncounted" } : null;
    },
    says: (model) => `${model} counts no tokens while it streams, so they are estimated.`,
  },
  {
    // Some name nothing of what they refuse.
    wanted({ complaint: { kind, status, param, words }, shape: { stream }, isHeard }) {
      const isRefusal = kind === "refused_request" || kind === "unsupported" || status === 501;
      const isOfThis = isRefusal && (OF_STREAM.test(`${param} ${words}`) || `${param}${words}` === "");
      return isHeard && stream !== "never" && (isOfThis || words === BAD_STREAM) ? { stream: "never" } : null;
    },
    says: (model) => `${model} does not answer as a stream, so its answers come at once.`,
  },
  {
    wanted({ complaint: { kind, param, words }, shape, server }) {
      const name = limitNameFor(shape, server);
      const named = param === name || words.includes(name);
      const other = limitNames.find((one) => one !== name);
      const complains = named && (COMPLAINS.test(words) || words === "");
      return kind === "refused_request" && complains && other ? { limit: other } : null;
    },
    says: (model, { limit }) => `${model} wants ${limit}, not ${limitNames.find((one) => one !== limit)}.`,
  },
  {
    wanted({ complaint: { kind, param, words }, request, shape }) {
      const isOfThis = kind === "refused_request" && request.temperature !== undefined && !shape.temperature;
      return isOfThis && /temperature/i.test(`${param} ${words}`) ? { temperature: "usual" } : null;
    },
    says: (model) => `${model} takes no temperature, so it has its own.`,
  },
  {
    wanted({ complaint: { kind, words }, request: { max_output_tokens }, shape: { most } }) {
      if (kind !== "refused_request" || !OF_LIMIT.test(words)) return null;
      const asked = Math.min(max_output_tokens, most ?? Infinity);
      const lower = (words.match(/\d{3,8}/g) ?? []).map(Number).filter((tokens) => tokens < asked);
      const found = Math.max(0, ...lower);
      return found >= SMALLEST_ANSWER_TOKENS ? { most: found } : null;
    },
    says: (model, { most }) => `${model} writes ${most?.toLocaleString("en")} tokens at most.`,
  },
  {
    // Who wants room for the whole limit refuses even a question that fits.
    wanted({ complaint: { kind, words }, request, shape }) {
      const window = Number(OF_WINDOW.exec(words)?.[1] ?? 0);
      const room = roomIn(window, request);
      const helps = room >= SMALLEST_ANSWER_TOKENS && room < limitOf(request, shape);
      return kind === "too_long" && helps && WANTS_ROOM.test(words) && shape.window !== window ? { window } : null;
    },
    says: (model, { window }) => `${model} has a context window of ${window?.toLocaleString("en")} tokens.`,
  },
  {
    wanted({ complaint: { kind, param, words }, request: { messages }, shape: { system } }) {
      if (kind !== "refused_request" || system || !messages.some(({ role }) => role === "system")) return null;
      return NO_SYSTEM.test(words) || /^messages\W{0,2}0\b/.test(param) ? { system: "in_question" } : null;
    },
    says: (model) => `${model} takes no system message, so its instructions begin the first question.`,
  },
  {
    // How servers complain of this has no end; who refuses a conversation with look-ups may take one without.
    wanted({ complaint: { kind, words }, request: { messages, tools }, shape: { lookups } }) {
      const isOfThis = kind === "refused_request" || (kind === "unsupported" && tools.length > 0);
      if (!isOfThis || OF_FORM.test(words) || !messages.some(({ role }) => role === "tool")) return null;
      if (tools.length > 0) return lookups === "always_told" ? null : { lookups: "always_told" };
      return lookups ? null : { lookups: "told" };
    },
    says: (model) => `${model} does not take a conversation with look-ups as they were made, so they are told.`,
  },
];
