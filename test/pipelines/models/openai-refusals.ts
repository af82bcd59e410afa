import type { ChatFailure, ChatRequest } from "../../../pipelines/models/chat.ts";
import { completion, KEY, refuses, says, type Reply } from "./harness.ts";

type Said = { kind: ChatFailure; message: string; remedy: string; tries?: number };
type Case = [what: string, reply: Reply, said: Said, request?: Partial<ChatRequest>];

export const QUOTA = "You exceeded your current quota, please check your plan and billing details.";
const TOOLS = [{ name: "read_issue", description: "An issue", parameters: { type: "object" } }];
const FORMAT = { kind: "json_schema" as const, name: "share", schema: { type: "object" } };
const NO_RESULTS =
  "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
  "The following tool_call_ids did not have response messages: call_a";
const CHECK = "Check OPENAI_BASE_URL: it is the address of an OpenAI-compatible API and mostly ends with /v1.";
const OTHER_MODEL = "A simpler form is tried next; for the full one choose another model in LLM_MODELS.";
export const NEW_KEY = "Put a valid key into OPENAI_API_KEY and start the pipelines again.";
const SHORTER = "Choose fewer days, or a model with a larger context in LLM_MODELS.";

const NO_MODEL: Said = {
  kind: "unknown_model",
  message: "HOST has no model “gpt-5-mini”.",
  remedy: "Put the id of one that it has into LLM_MODELS.",
};
const NO_QUOTA: Said = {
  kind: "no_quota",
  message: "The account of the key at HOST has no credit left.",
  remedy: "Check the plan and billing of the key’s account, or put another key into OPENAI_API_KEY.",
};
const TOO_LONG: Said = { kind: "too_long", message: "The prompt is too long for gpt-5-mini.", remedy: SHORTER };
const UNREADABLE: Said = {
  kind: "unreadable",
  message: "HOST answered with something that is no chat completion.",
  remedy: CHECK,
};
const HALF: Said = {
  kind: "unreadable",
  message: "The answer of HOST broke off before its end.",
  remedy: "Try again in a moment.",
};
const NOT_HERE: Said = {
  kind: "refused_request",
  message: "HOST has no chat completions at this address.",
  remedy: CHECK,
};
const NO_SCHEMA: Said = {
  kind: "unsupported",
  message: "gpt-5-mini on HOST does not take answers in the form json_schema (status 400).",
  remedy: OTHER_MODEL,
};
const noTools = (status: number): Said => ({
  kind: "unsupported",
  message: `gpt-5-mini on HOST does not take tools (status ${status}).`,
  remedy: OTHER_MODEL,
});
const trouble = (status: number): Said => ({
  kind: "server_error",
  message: `HOST has trouble of its own (status ${status}).`,
  remedy: "Try again in a few minutes.",
  tries: 4,
});
const refused = (status: number, why: string): Said => ({
  kind: "refused_request",
  message: `HOST refuses the request (status ${status})${why}.`,
  remedy: "Choose another model in LLM_MODELS.",
});

const page = (status: number): Said => ({
  kind: status === 400 ? "refused_request" : "unauthorized",
  message: `HOST answered with a web page (status ${status}).`,
  remedy: "Check OPENAI_BASE_URL, and whether a proxy or a sign-in page stands before it.",
});

export const cases: Case[] = [
  ["a model id that OpenAI does not know", refuses(404, { message: "no", code: "model_not_found" }), NO_MODEL],
  ["a model that a project may not use", refuses(403, { message: "no", code: "model_not_found" }), NO_MODEL],
  ["a model that Ollama does not have", says(404, { error: { message: 'model "gpt-5-mini" not found' } }), NO_MODEL],
  ["a model that vLLM does not serve", says(404, vllm("The model `gpt-5-mini` does not exist.", 404)), NO_MODEL],
  ["a deployment that Azure does not have", refuses(404, { code: "DeploymentNotFound", message: "no" }), NO_MODEL],
  ["an address without an API", says(404, { detail: "Not Found" }), NOT_HERE],
  ["a page for what is not there", says(404, "<html>404</html>", { "content-type": "text/html" }), NOT_HERE],
  [
    "a wrong key",
    refuses(401, { message: `Incorrect API key provided: ${KEY}.`, code: "invalid_api_key" }),
    { kind: "unauthorized", message: "HOST does not accept the key.", remedy: NEW_KEY },
  ],
  [
    "a key without the right",
    refuses(403, { message: "Country, region, or territory not supported" }),
    { kind: "unauthorized", message: "HOST does not let this key ask here (status 403).", remedy: NEW_KEY },
  ],
  ["a key without quota", refuses(429, { message: QUOTA, code: "insufficient_quota" }), NO_QUOTA],
  ["a router's empty account", refuses(402, { message: "Insufficient credits", code: 402 }), NO_QUOTA],
  [
    "too many requests, without a word on when",
    refuses(429, { message: "Rate limit reached", code: "rate_limit_exceeded" }),
    {
      kind: "rate_limited",
      message: "HOST gets more requests than it allows.",
      tries: 4,
      remedy: "Try again later, or raise the limit of the key’s account.",
    },
  ],
  ["a 500", refuses(500, { message: "The server had an error" }), trouble(500)],
  ["a 503 that is a page", says(503, "<html>", { "content-type": "text/html" }), trouble(503)],
  ["a 408", says(408, ""), trouble(408)],
  ["a context that is too long for OpenAI", refuses(400, { message: "no", code: "context_length_exceeded" }), TOO_LONG],
  [
    "a context that is too long for vLLM",
    says(400, vllm("This model's maximum context length is 4096 tokens. However, you requested 9000 tokens", 400)),
    { ...TOO_LONG, message: "The prompt is too long for gpt-5-mini, which has a context window of 4,096 tokens." },
  ],
  [
    "a context that is too long for llama.cpp",
    says(400, {
      error: {
        code: 400,
        message: "the request exceeds the available context size",
        type: "exceed_context_size_error",
      },
    }),
    TOO_LONG,
  ],
  ["a body that is too large", says(413, "<html>", { "content-type": "text/html" }), TOO_LONG],
  [
    "a request beyond the tokens of a minute",
    refuses(429, {
      message: "Request too large for gpt-5-mini. The input or output tokens must be reduced.",
      code: "rate_limit_exceeded",
    }),
    TOO_LONG,
  ],
  [
    "a server without schemas",
    refuses(400, {
      message: "Invalid parameter: 'response_format' of type 'json_schema' is not supported",
      param: "response_format",
    }),
    NO_SCHEMA,
    { format: FORMAT },
  ],
  [
    "a model of Ollama's without tools",
    says(400, { error: { message: "registry.ollama.ai/library/gemma3:1b does not support tools" } }),
    noTools(400),
    { tools: TOOLS },
  ],
  [
    "a vLLM without its tool parser",
    says(400, vllm('"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set', 400)),
    noTools(400),
    { tools: TOOLS },
  ],
  [
    "a llama.cpp without its templates",
    says(500, { error: { code: 500, message: "tools param requires --jinja flag", type: "server_error" } }),
    noTools(500),
    { tools: TOOLS },
  ],
  [
    "a router without tools",
    refuses(404, { message: "No endpoints found that support tool use." }),
    noTools(404),
    { tools: TOOLS },
  ],
  [
    "a server that has never heard of tools",
    refuses(400, { message: "Unrecognized request argument supplied: tools" }),
    noTools(400),
    { tools: TOOLS },
  ],
  [
    "a conversation that is not in order, which is no word on tools",
    refuses(400, { message: `${NO_RESULTS}.\u0000\u202e`, param: "messages.[3].role" }),
    refused(400, `: ${NO_RESULTS}`),
    { tools: TOOLS },
  ],
  [
    "a complaint of tools where none were offered",
    refuses(400, { message: "This model does not support tools" }),
    refused(400, ": This model does not support tools"),
  ],
  ["a complaint that is a page", says(400, "<html>", { "content-type": "text/html" }), page(400)],
  ["a key that a page refuses", says(403, "<!doctype html><p>Blocked", { "content-type": "text/html" }), page(403)],
  ["a page that wants a sign-in", says(401, " <html>", { "content-type": "text/html" }), page(401)],
  [
    "what the law forbids",
    refuses(451, { message: "unavailable_in_your_region" }),
    {
      kind: "refused_request",
      message: "HOST may not answer here for legal reasons (status 451).",
      remedy: "Choose another model in LLM_MODELS, or a server that may answer where you are.",
    },
  ],
  ["a complaint without end", refuses(422, { message: "x".repeat(9_000) }), refused(422, `: ${"x".repeat(200)}`)],
  [
    "an address that has moved",
    says(308, "", { location: "https://elsewhere.example/v1/chat/completions" }),
    {
      kind: "refused_request",
      message: "HOST leads to another address (status 308), and prompts are not sent on.",
      remedy: "Put the address that it leads to into OPENAI_BASE_URL.",
    },
  ],
  [
    "a page instead of an answer",
    says(200, "<!doctype html><title>Welcome</title>", { "content-type": "text/html" }),
    UNREADABLE,
  ],
  ["no JSON", says(200, "Sure! Here is what shipped:"), UNREADABLE],
  ["half of the JSON", says(200, JSON.stringify(completion({ content: "Here." })).slice(0, 90)), HALF],
  ["nothing at all", says(200, ""), UNREADABLE],
  [
    "an answer without choices",
    says(200, { ...completion({}), choices: [] }),
    {
      kind: "unreadable",
      message: "HOST answered without an answer: its list of choices is empty.",
      remedy: "Try again, or choose another model.",
    },
  ],
  ["another API's answer", says(200, { content: [{ type: "text", text: "Hello." }], role: "assistant" }), UNREADABLE],
  ["a message of the wrong shape", says(200, completion({ content: { text: 7 } })), UNREADABLE],
  ["calls of the wrong shape", says(200, completion({ tool_calls: [{ name: "read_issue" }] })), UNREADABLE],
  ["what claims to be packed", says(200, "not gzip at all", { "content-encoding": "gzip" }), UNREADABLE],
  ["an error with status 200", says(200, { error: { message: "Provider returned error", code: 502 } }), trouble(502)],
  [
    "an answer of more than 4 MiB",
    says(200, completion({ content: "x".repeat(5 * 1024 * 1024) })),
    { kind: "too_large", message: "HOST sent an answer of more than 4 MiB; it was not read further.", remedy: CHECK },
  ],
];

function vllm(message: string, code: number) {
  return { object: "error", message, type: "BadRequestError", param: null, code };
}
