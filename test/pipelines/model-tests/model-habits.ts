import { type Dialect, speaking } from "../../support/dialects.ts";
import { goodShare, inForm, type Model, type Question, type Reply } from "../../support/model-server.ts";

/** Opens with what it wrote first. */
const opened = (question: Question): Reply =>
  inForm(question, { intro: "Search finds orders by the customer's name.", highlights: [1] });

/** A good writer that looks things up, behind a server of this dialect. */
export const writer =
  (dialect: Dialect = {}): Model =>
  (question) =>
    question.job === "lead" && !dialect.refuses?.(question) ? opened(question) : speaking(dialect)(question);

const refuses =
  (status: number, message: string, code: string | null = null): Model =>
  () => ({
    status,
    body: { error: { message, type: "invalid_request_error", param: null, code } },
  });
const raw =
  (status: number, body: string, headers: Record<string, string> = {}): Model =>
  () => ({ raw: (response) => void response.writeHead(status, headers).end(body) });
const writing =
  (reply: (question: Question) => Reply): Model =>
  (question) =>
    question.phase === "writing" && question.job === "share" ? reply(question) : writer()(question);

/** The first time so, then as it should be. */
const once = (first: Model): Model => {
  let asked = 0;
  return (question) => ((asked += 1) === 1 ? first(question) : writer()(question));
};

export const NO_TOOLS: Dialect = {
  refuses: ({ request }) => (request.tools ? "This model does not support tools." : undefined),
};
const NO_SCHEMA: Dialect = {
  refuses: ({ rung }) => (rung === "json_schema" ? "response_format json_schema is not supported" : undefined),
};

/** By a name with a slash, a colon and a blank: what people will get of it, in the words that they read. */
export const WRITES: Record<string, [model: Model, sentence: string | RegExp, more: (string | RegExp)[]]> = {
  "acme/good writer:1": [writer(), "Writes well: tools, schema, opening.", []],
  "no tools": [
    writer(NO_TOOLS),
    "Writes well: schema, opening.",
    ["Does not look anything up: writes from titles and descriptions.", /took 1 call more/],
  ],
  "no schema": [
    writer(NO_SCHEMA),
    "Writes well: tools, opening.",
    ["Its server holds answers to no schema: they are read as plain JSON.", /took 1 call more/],
  ],
  "no streams": [
    writer({ refuses: ({ request }) => (request.stream ? "stream is not supported by this model" : undefined) }),
    "Writes well: tools, schema, opening.",
    [/took 1 call more/],
  ],
  "no bounds": [
    writer({
      refuses: ({ schema }) =>
        JSON.stringify(schema ?? {}).includes("maxLength") ? "maxLength is not supported" : undefined,
    }),
    "Writes well: tools, schema, opening.",
    ["Its server takes a schema without lengths and counts.", /took 1 call more/],
  ],
  "no form": [
    writer({ refuses: ({ rung }) => (rung === "text" ? undefined : "response_format is not supported") }),
    "Writes well: tools, opening.",
    ["Its server holds answers to no form: they are read between marks.", /took 2 calls more/],
  ],
  "no opening": [speaking({}), "Writes well: tools, schema.", ["Wrote no opening."]],
  "another name": [
    writer({ answers: (_message, _question, _choice, completion) => void (completion.model = "small-1b") }),
    "Writes well: tools, schema, opening.",
    ["The server says that small-1b answered, not another name."],
  ],
  "half a character": [
    writer({
      answers: (message, question, _choice, completion) => {
        completion.model = "other\u0000\ud800model";
        if (question.phase === "writing")
          message.content = String(message.content).replace("Lost uploads", "Lost\\u0000 uploads\\ud800");
      },
    }),
    /^Writes /,
    [/^The server says that other.?model answered, not half a character\.$/],
  ],
  "ill at first": [
    once(raw(503, "overloaded")),
    "Writes well: tools, schema, opening.",
    [/^Its server was asked 1 time again: .* has trouble of its own \(status 503\)\.$/],
  ],
  "of no use at first": [
    writing(((asked) => (question) => ((asked += 1) === 1 ? { text: "" } : inForm(question, goodShare(question))))(0)),
    "Writes well: tools, schema, opening.",
    ["1 answer could not be used, and was asked for again."],
  ],
  "in the wrong section": [
    writing((question) => {
      const share = goodShare(question);
      return inForm(question, { ...share, items: share.items.map((item) => ({ ...item, kind: "security" })) });
    }),
    "Writes well: tools, schema, opening.",
    [/^The rules chose the section of #\d+: /],
  ],
  "wrong once": [
    writing((question) => {
      const { items, ...rest } = goodShare(question);
      const [first, ...others] = items;
      return inForm(question, { ...rest, items: [{ ...first, text: "Quantum billing for 312 customers" }, ...others] });
    }),
    "Writes 2 of 3 sentences itself, the rules the rest: tools, schema.",
    [
      /^The rules wrote the line of #\d+: The model’s sentence /,
      "Was asked 2 times to mend what the checks found.",
      /^No opening: It was written from sentences /,
    ],
  ],
};

/** What nothing comes of: the true reason, and the next step. */
export const FAILS: Record<string, [model: Model, sentence: string | RegExp, next: RegExp]> = {
  "wrong key": [refuses(401, "Incorrect API key provided"), /wants a key, and there is none\.$/, /OPENAI_API_KEY/],
  unknown: [refuses(404, "The model does not exist", "model_not_found"), /has no model “unknown”\.$/, /LLM_MODELS/],
  "no credit": [refuses(429, "You exceeded your current quota", "insufficient_quota"), /has no credit left/, /billing/],
  ill: [raw(502, "<html>Bad Gateway</html>", { "content-type": "text/html" }), /status 502/, /Try again/],
  away: [() => ({ raw: (response) => void response.socket?.destroy() }), /broke off|cannot be reached/, /again/],
  slow: [() => ({ raw: () => undefined }), /did not finish its answer within 5 seconds\.$/, /LLM_CALL_SECONDS/],
  "a page": [
    raw(403, "<html>Sign in</html>", { "content-type": "text/html" }),
    /answered with a web page \(status 403\)\.$/,
    /OPENAI_BASE_URL/,
  ],
  elsewhere: [raw(302, "", { location: "http://127.0.0.1:9/" }), /leads to another address/, /OPENAI_BASE_URL/],
  "an error with 200": [
    raw(200, JSON.stringify({ error: { message: "no such model", code: 404 } }), {
      "content-type": "application/json",
    }),
    /has no model “an error with 200”/,
    /LLM_MODELS/,
  ],
  "no choices": [
    raw(200, JSON.stringify({ choices: [] }), { "content-type": "application/json" }),
    /its list of choices is empty\.$/,
    /another model/,
  ],
  "small window": [
    refuses(400, "This model's maximum context length is 900 tokens. Please reduce the length."),
    "The prompt is too long for small window, which has a context window of 900 tokens.",
    /larger context/,
  ],
  full: [
    (question) =>
      question.phase === "reading"
        ? { text: "Ready" }
        : { raw: (response) => void response.end(JSON.stringify(filled(1_024))) },
    /The context window of 1,024 tokens that .* has is full\.$/,
    /larger context/,
  ],
  prose: [
    writing(() => ({ text: "This week many great things were shipped." })),
    "Answers, but nothing that could be read as a draft: the rules will write.",
    /choose another model/,
  ],
  silent: [writing(() => ({ text: "" })), "Answers with nothing: the rules will write.", /choose another model/],
  endless: [
    writing(() => ({ text: "And so on and on", finish: "length" })),
    "Never comes to an end of its answer: the rules will write.",
    /choose another model/,
  ],
  declines: [writing(() => ({ refusal: "I can't." })), "Declines to write: the rules will write.", /another model/],
  "asks on": [
    writing(() => ({ calls: [{ name: "read_pull_request", arguments: { pr: "#101" } }] })),
    "Goes on looking things up where it is to write: the rules will write.",
    /choose another model/,
  ],
  dear: [
    () => ({ raw: (response) => void response.end(JSON.stringify(claiming(70_000))) }),
    "Takes more than a test may: 70,000 tokens.",
    /choose another model/,
  ],
  liar: [
    writing((question) => {
      const share = goodShare(question);
      return inForm(question, { ...share, items: share.items.map((one) => ({ ...one, text: "312 customers cheer" })) });
    }),
    "Writes, but no sentence that is right about its pull request: the rules will write.",
    /another model/,
  ],
};

function filled(tokens: number) {
  const usage = { prompt_tokens: tokens - 24, completion_tokens: 24, total_tokens: tokens };
  return {
    model: "full",
    usage,
    choices: [{ finish_reason: "length", message: { role: "assistant", content: '{"items"' } }],
  };
}

function claiming(tokens: number) {
  const usage = { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens };
  return { usage, choices: [{ finish_reason: "stop", message: { role: "assistant", content: "Ready" } }] };
}
