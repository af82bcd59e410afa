import { APIConnectionError, APIError } from "openai";
import { z } from "zod";
import { retryAfterS } from "../../../base/retry-after.ts";
import type { ChatFailure, ChatFormat, ChatRequest } from "../chat.ts";
import { TooLarge } from "./limited-fetch.ts";
import { SMALLEST_ANSWER_TOKENS } from "./shape.ts";

/** Why a request has no answer, before it is put into words. */
export type CallFailure = {
  kind: ChatFailure;
  /** Null where there was no answer at all. */
  status: number | null;
  /** Seconds; null where the server did not say. */
  retry_after_s: number | null;
  /** The server's own words, as they came. */
  words: string;
  /** The parameter that it complains of; "" when it names none. */
  param: string;
  /** Whether the same request may do a little later. */
  passes: boolean;
  /** Whether a model may have worked for it. */
  may_have_cost: boolean;
  /** Whether a filter before the model declined. */
  filtered: boolean;
  /** The tokens that the server has room for, where it was too long and it says so. */
  window?: number;
  /** What of the format it may take, where it takes not all of it and says so. */
  takes?: ChatFormat["kind"];
};

/** An answer that came, and is none. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

type Known = Partial<CallFailure> & Pick<CallFailure, "kind">;
const NOTHING = { status: null, retry_after_s: null, words: "", param: "", passes: false, filtered: false };
const failed = (known: Known): CallFailure => ({ ...NOTHING, may_have_cost: false, ...known });

export const TIMED_OUT = failed({ kind: "timed_out", may_have_cost: true });
/** In place of words: it had begun to write, and then sent no more of them. */
export const NO_NEW_WORDS = "no new words";
export const FELL_SILENT = failed({ kind: "timed_out", words: NO_NEW_WORDS, may_have_cost: true });

/** @throws what was thrown, when it is a fault of our own. */
export function failureOf(error: unknown, request: ChatRequest, now: Date): CallFailure {
  if (error instanceof TooLarge) return failed({ kind: "too_large", may_have_cost: true });
  if (error instanceof SyntaxError || error instanceof Unreadable) {
    const named = [NO_CHOICES, BAD_STREAM].find((words) => error.message === words);
    const words = named ?? (/end of JSON|Unterminated/.test(error.message) ? HALF : "");
    return failed({ kind: "unreadable", words, may_have_cost: true });
  }
  if (error instanceof APIConnectionError) return lost(error);
  if (error instanceof APIError && error.status !== undefined) {
    // Where a body is no JSON, the SDK hands it out behind the status, and has words of its own for none.
    const said = error.error ?? error.message.replace(`${error.status} `, "").replace("status code (no body)", "");
    return refused(error.status, said, request, retryAfter(error.headers, now));
  }
  // How fetch reports a body that broke off.
  if (error instanceof TypeError) return lost(error);
  throw error;
}

/** Some servers send their errors with status 200. Undefined when the body holds none. */
export function failureInBody(body: unknown, request: ChatRequest): CallFailure | undefined {
  const { data } = z.object({ error: z.union([z.string().min(1), z.looseObject({})]) }).safeParse(body);
  if (!data) return undefined;
  const code = z.looseObject({ code: z.coerce.number().int().min(400).max(599) }).safeParse(data.error).data?.code;
  return { ...refused(code ?? 500, data.error, request, null), may_have_cost: true };
}

/** In place of words: the beginning of an answer came, and no more. */
export const HALF = "half an answer";
/** The same for a stream: it has no end, or something in it makes no sense. */
export const BAD_STREAM = "a stream without an end";
/** The same for an answer that is whole, and has nothing in it. */
export const NO_CHOICES = "no choices";

/** Codes of Node and undici for connections that were never made. */
export const NEVER_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EINVAL|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

/** No connection, or one that broke off. `words`: its code. */
function lost(error: Error): CallFailure {
  const code = codeIn(error);
  if (code.startsWith("Z_")) return failed({ kind: "unreadable", may_have_cost: true });
  return failed({ kind: "unreachable", words: code, passes: true, may_have_cost: !NEVER_CONNECTED.test(code) });
}

function codeIn(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  return codeIn(error.cause);
}

const text = z.union([z.string(), z.number().transform(String)]).catch("");
const said = z.union([
  z.string().transform((message) => ({ message, detail: "", code: "", type: "", param: "" })),
  z.object({ message: text, detail: text, code: text, type: text, param: text }).partial(),
]);

function refused(status: number, error: unknown, request: ChatRequest, retry_after_s: number | null): CallFailure {
  const { message = "", detail = "", code = "", type = "", param = "" } = said.safeParse(error).data ?? {};
  const words = message || detail;
  const all = `${code} ${type} ${words}`;
  const kind = kindOf(status, all, param, request, retry_after_s);
  const passes = kind === "rate_limited" || kind === "server_error";
  const filtered = status === 400 && /content_filter|ResponsibleAIPolicyViolation/.test(all);
  const window = kind === "too_long" ? windowIn(words, error) : null;
  const takes = kind === "unsupported" ? formatTaken(`${param} ${words}`, request) : null;
  const more = { ...(window && { window }), ...(takes && { takes }) };
  return failed({ kind, status, retry_after_s, words, param, passes, filtered, ...more });
}

/** `maximum context length is 4096 tokens`, `context size (4096 tokens)`; `32768 maximum context length`; `5000 tokens > 4096 maximum`. */
const WINDOWS = [
  /context[ _]?(?:length|window|size)\D{0,30}(\d{3,8})/i,
  /(\d{3,8})(?: tokens)? (?:maximum|max)\b/i,
  /maximum (?:number of tokens|prompt length|model length)\D{0,30}(\d{3,8})/i,
];
/** As llama.cpp sends it beside its words. */
const beside = z.object({ n_ctx: z.number().int().min(SMALLEST_ANSWER_TOKENS) });

function windowIn(words: string, error: unknown): number | null {
  const { data } = beside.safeParse(error);
  if (data) return data.n_ctx;
  const plain = words.replace(/(?<=\d),(?=\d{3})/g, "");
  const [told] = WINDOWS.flatMap((form) => form.exec(plain)?.[1] ?? []).map(Number);
  return told !== undefined && told >= SMALLEST_ANSWER_TOKENS ? told : null;
}

/** A word of a schema, which may do without it. */
const OF_KEYWORD =
  /max(?:Length|Items)|min(?:Length|Items)|\benum\b|\$defs|\$ref|keyword|grammar|invalid schema|schema.{0,20}(?:complex|large|deep)/i;
const KNOWS_NO_FORMAT =
  /(?:unknown|unrecogni[sz]ed|unexpected|extra).{0,60}response_format|response_format.{0,40}(?:unknown|unrecogni[sz]ed|unexpected|not permitted)/i;

function formatTaken(words: string, { format, tools }: ChatRequest): ChatFormat["kind"] | null {
  if (tools.length > 0 || format.kind === "text") return null;
  if (format.kind === "json_object") return "text";
  if (OF_KEYWORD.test(words)) return "json_schema";
  if (KNOWS_NO_FORMAT.test(words)) return "text";
  return /json_schema|response_format/i.test(words) ? "json_object" : null;
}

const TOO_LONG =
  /context[ _]?(length|window|size)|maximum context|prompt is too long|too many (input |prompt )?tokens|reduce the length|tokens must be reduced/i;
const NO_MODEL =
  /model_not_found|DeploymentNotFound|\bmodel\b.{0,160}(not found|not exist|no access|not available)|(unknown|invalid|no such) model/i;
const NO_QUOTA =
  /insufficient_quota|billing_(hard_limit|not_active)|insufficient (balance|funds|credit|quota)|out of credits/i;

function kindOf(status: number, said: string, param: string, request: ChatRequest, wait: number | null): ChatFailure {
  if (status === 413 || TOO_LONG.test(said)) return "too_long";
  if (isUnsupported(status, said, param, request)) return "unsupported";
  if (status < 429 && status !== 401 && NO_MODEL.test(said)) return "unknown_model";
  if (status === 401 || status === 403) return "unauthorized";
  // Some servers speak of billing in each of their rate limits, but then they say how long to wait.
  if (status === 402 || (status === 429 && (NO_QUOTA.test(said) || (wait === null && /billing/i.test(said))))) {
    return "no_quota";
  }
  if (status === 429) return "rate_limited";
  if (status >= 500 && OF_TEMPLATE.test(said)) return "refused_request";
  if (status === 408 || status === 409 || status >= 500) return "server_error";
  return "refused_request";
}

/** How servers of one's own report a conversation that the model's template does not take: the same one will not do later. */
const OF_TEMPLATE =
  /jinja|chat[ _]?template|raise_exception|roles? must alternate|\brole\b.{0,40}(not|n't|unexpected)/i;

const FORMAT = /response_format|json_schema|json_object|json mode|structured.?output|guided|grammar/i;
const TOOLS =
  /(not|n't|\bno\b).{0,80}\btools?\b|\btools?\b.{0,80}(not|n't|requires?)|tool_choice|function.?call|(unrecogni[sz]ed|unknown|unexpected|extra|unsupported).{0,80}\btools\b/i;

/** llama.cpp and vLLM refuse tools with a 500 or 400 until a flag is set, routers with a 404. */
function isUnsupported(status: number, said: string, param: string, { format, tools }: ChatRequest): boolean {
  if (![400, 404, 422, 500, 501].includes(status) || param.startsWith("messages")) return false;
  if (format.kind !== "text" && FORMAT.test(`${param} ${said}`)) return true;
  return tools.length > 0 && (param.startsWith("tools") || TOOLS.test(`${param} ${said}`));
}

/** Whole milliseconds count, as OpenAI sends them; else seconds, or a date. */
function retryAfter(headers: Headers | undefined, now: Date): number | null {
  const milliseconds = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds / 1_000;
  return headers ? retryAfterS(headers, now) : null;
}
