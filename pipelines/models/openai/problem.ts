import type { ProblemCode } from "../../../webhooks/contract/problem.ts";
import { cleanLine } from "../../text/clean-text.ts";
import type { ChatFailure, ChatProblem, ChatRequest } from "../chat.ts";
import { BAD_STREAM, HALF, NEVER_CONNECTED, NO_CHOICES, NO_NEW_WORDS, type CallFailure } from "./failure.ts";

/** What a sentence may need to know besides the failure. */
export type About = { server: string; keyed: boolean; callMs: number; silentMs: number; maxBytes: number };

const CODES: Record<ChatFailure, ProblemCode> = {
  unsupported: "upstream",
  unknown_model: "not_found",
  unauthorized: "upstream",
  no_quota: "upstream",
  rate_limited: "rate_limited",
  too_long: "too_large",
  server_error: "upstream",
  timed_out: "timed_out",
  unreachable: "upstream",
  unreadable: "upstream",
  too_large: "too_large",
  refused_request: "upstream",
  budget: "unavailable",
  switched_off: "unavailable",
};

/** A final failure in people's words, with the next step. Of the server's words only a harmless line is shown. */
export function modelProblem(failure: CallFailure, request: ChatRequest, about: About, now: Date): ChatProblem {
  const [message, remedy] = wordsOf(failure, request, about, now);
  const { kind, window, takes } = failure;
  return { code: CODES[kind], kind, message, remedy, ...(window && { window }), ...(takes && { takes }) };
}

/** An answer that was cut because question and answer together filled the server's window. */
export function windowProblem(tokens: number, { server }: About): ChatProblem {
  const message = `The context window of ${tokens.toLocaleString("en")} tokens that ${new URL(server).host} has is full.`;
  return { code: CODES.too_long, kind: "too_long", message, remedy: LARGER, window: tokens };
}

const LARGER = "Choose fewer days, or give the model a larger context on its server.";

type Words = [message: string, remedy: string];

function wordsOf(failure: CallFailure, request: ChatRequest, about: About, now: Date): Words {
  const host = new URL(about.server).host;
  const { status } = failure;
  const isAboutPage = failure.kind === "unauthorized" || (failure.kind === "refused_request" && status !== 404);
  if (isAboutPage && isPage(failure.words)) {
    return [`${host} answered with a web page (status ${status}).`, NO_PAGE];
  }
  switch (failure.kind) {
    case "unsupported":
      return [`${request.model} on ${host} does not take ${askedFor(request)} (status ${status}).`, OTHER_MODEL];
    case "unknown_model":
      return [`${host} has no model “${request.model}”.`, "Put the id of one that it has into LLM_MODELS."];
    case "unauthorized":
      return unauthorized(host, about.keyed, status);
    case "no_quota": {
      const remedy = "Check the plan and billing of the key’s account, or put another key into OPENAI_API_KEY.";
      return [`The account of the key at ${host} has no credit left.`, remedy];
    }
    case "rate_limited":
      return rateLimited(failure, host, now);
    case "too_long": {
      const remedy = "Choose fewer days, or a model with a larger context in LLM_MODELS.";
      const window = failure.window
        ? `, which has a context window of ${failure.window.toLocaleString("en")} tokens`
        : "";
      return [`The prompt is too long for ${request.model}${window}.`, remedy];
    }
    case "server_error": {
      const when =
        failure.retry_after_s === null ? "in a few minutes" : `after ${timeAfter(failure.retry_after_s, now)}`;
      return [`${host} has trouble of its own (status ${status}).`, `Try again ${when}.`];
    }
    case "timed_out":
      return timedOut(failure, host, about);
    case "unreachable":
      return unreachable(failure, host);
    case "unreadable":
      if (failure.words === HALF || failure.words === BAD_STREAM)
        return [`The answer of ${host} broke off before its end.`, "Try again in a moment."];
      if (failure.words === NO_CHOICES) {
        return [
          `${host} answered without an answer: its list of choices is empty.`,
          "Try again, or choose another model.",
        ];
      }
      return [`${host} answered with something that is no chat completion.`, CHECK_ADDRESS];
    case "too_large": {
      const size = `${Math.round(about.maxBytes / 1024 / 1024)} MiB`;
      return [`${host} sent an answer of more than ${size}; it was not read further.`, CHECK_ADDRESS];
    }
    default:
      return refused(failure, host);
  }
}

const OTHER_MODEL = "A simpler form is tried next; for the full one choose another model in LLM_MODELS.";
const NO_PAGE = "Check OPENAI_BASE_URL, and whether a proxy or a sign-in page stands before it.";
const CHECK_ADDRESS = "Check OPENAI_BASE_URL: it is the address of an OpenAI-compatible API and mostly ends with /v1.";

function askedFor({ format, tools }: ChatRequest): string {
  return format.kind === "text" && tools.length > 0 ? "tools" : `answers in the form ${format.kind}`;
}

function unauthorized(host: string, keyed: boolean, status: number | null): Words {
  const remedy = "Put a valid key into OPENAI_API_KEY and start the pipelines again.";
  if (!keyed) return [`${host} wants a key, and there is none.`, remedy];
  if (status === 403) return [`${host} does not let this key ask here (status 403).`, remedy];
  return [`${host} does not accept the key.`, remedy];
}

function rateLimited({ retry_after_s }: CallFailure, host: string, now: Date): Words {
  const raise = "raise the limit of the key’s account";
  if (retry_after_s === null) return [`${host} gets more requests than it allows.`, `Try again later, or ${raise}.`];
  const at = timeAfter(retry_after_s, now);
  return [`${host} takes no more requests until ${at}.`, `Try again after ${at}, or ${raise}.`];
}

/** With its day, unless that is today. */
function timeAfter(seconds: number, now: Date): string {
  const at = new Date(Math.min(now.getTime() + seconds * 1_000, LAST_TIME_MS)).toISOString();
  const [day, time] = [at.slice(0, 10), at.slice(11, 16)];
  return `${day === now.toISOString().slice(0, 10) ? "" : `${day}, `}${time} UTC`;
}
/** The end of the year 9999: a server may say anything. */
const LAST_TIME_MS = Date.UTC(9999, 11, 31);

function timedOut({ words }: CallFailure, host: string, { callMs, silentMs }: About): Words {
  const within = (ms: number) => `${ms / 1_000} ${ms === 1_000 ? "second" : "seconds"}`;
  if (words === NO_NEW_WORDS) {
    const message = `${host} stopped in the middle of its answer: no new word came for ${within(silentMs)}.`;
    return [message, "Try again in a moment, or choose another model."];
  }
  const remedy = "Try again, choose a faster model, or raise LLM_CALL_SECONDS.";
  return [`${host} did not finish its answer within ${within(callMs)}.`, remedy];
}

function unreachable({ words }: CallFailure, host: string): Words {
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(words)) {
    const remedy = "Give the pipelines its certificate authority by NODE_EXTRA_CA_CERTS, or check OPENAI_BASE_URL.";
    return [`${host} shows a certificate that is not trusted.`, remedy];
  }
  if (words !== "" && !NEVER_CONNECTED.test(words)) {
    return [`The connection to ${host} broke off before its answer was there.`, "Try again in a moment."];
  }
  return [`${host} cannot be reached.`, "Check that it runs, the network and OPENAI_BASE_URL, then try again."];
}

const isPage = (words: string): boolean => words.trimStart().startsWith("<");

const MAX_WORDS_CHARS = 200;

function refused({ status, words }: CallFailure, host: string): Words {
  if (status !== null && status < 400) {
    const remedy = "Put the address that it leads to into OPENAI_BASE_URL.";
    return [`${host} leads to another address (status ${status}), and prompts are not sent on.`, remedy];
  }
  if (status === 404 || status === 405) return [`${host} has no chat completions at this address.`, CHECK_ADDRESS];
  if (status === 451) {
    const remedy = "Choose another model in LLM_MODELS, or a server that may answer where you are.";
    return [`${host} may not answer here for legal reasons (status 451).`, remedy];
  }
  // A page is no sentence.
  const line = isPage(words) ? "" : cleanLine(words, MAX_WORDS_CHARS).replace(/(?<![\s.])[\s.]+$/, "");
  const why = line && `: ${line}`;
  return [`${host} refuses the request (status ${status})${why}.`, "Choose another model in LLM_MODELS."];
}
