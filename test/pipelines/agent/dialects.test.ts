import { afterAll, beforeAll, expect, test } from "vitest";
import type { CallDetail } from "../../../webhooks/contract/runs.ts";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { speaking, type Dialect } from "../../support/dialects.ts";
import { pulls } from "../../support/made-repository.ts";
import type { Question } from "../../support/model-server.ts";

const roles = ({ messages }: Question) => messages.map(({ role }) => role);
const isWriting = ({ phase }: Question) => phase === "writing";
const hasLooked = (question: Question) => roles(question).includes("tool");

/** Changes the text of what is written. */
const writes = (change: (text: string) => string): Dialect => ({
  answers: (message, question) => {
    if (isWriting(question)) message.content = change(String(message.content));
  },
});

/** By what a server of this kind does. */
const dialects: Record<string, Dialect> = {
  "knows no system role": {
    refuses: (question) => (roles(question).includes("system") ? "System role not supported" : undefined),
  },
  "knows users and assistants alone": {
    status: 422,
    refuses: (question) =>
      roles(question).includes("system") ? "messages.0.role: Input should be 'user' or 'assistant'" : undefined,
  },
  "takes no user after a tool": {
    refuses: (question) =>
      roles(question).some((role, at, all) => role === "user" && all[at - 1] === "tool")
        ? "Unexpected role 'user' after role 'tool'"
        : undefined,
  },
  "wants roles to alternate": {
    refuses: (question) =>
      roles(question).some((role, at, all) => role === "user" && all[at - 1] === "user")
        ? "After the optional system message, conversation roles must alternate user/assistant/user/assistant/..."
        : undefined,
  },
  "has a template that breaks at tools, and says so with a 500": {
    status: 500,
    refuses: (question) =>
      isWriting(question) && hasLooked(question)
        ? "Value is not callable: null at row 1: {{ raise_exception('roles must alternate') }}"
        : undefined,
  },
  "wants tools offered where tools were called": {
    refuses: (question) =>
      isWriting(question) && hasLooked(question)
        ? "Bedrock doesn't support tool calling without `tools=` param specified."
        : undefined,
  },
  "knows no system role, no lookups where none are offered, and the limit by its newer name": {
    refuses: (question) => {
      if ("max_tokens" in question.request) return "Unsupported parameter: 'max_tokens'.";
      if (roles(question).includes("system")) return "Developer instruction is not enabled for this model";
      return isWriting(question) && hasLooked(question) ? "Invalid request." : undefined;
    },
  },
  "takes one call at a time": {
    refuses: ({ messages }) =>
      messages.some(({ tool_calls = [] }) => tool_calls.length > 1)
        ? "This model only supports single tool-calls at once!"
        : undefined,
  },
  "takes no text that is null": {
    status: 422,
    refuses: ({ messages }) =>
      messages.some(({ content }) => content === null) ? "messages.2.content: value is not a valid string" : undefined,
  },
  "writes less than it is asked for at most": {
    refuses: ({ request: { max_tokens = 0 } }) =>
      max_tokens > 2_000
        ? `max_tokens is too large: ${max_tokens}. This model supports at most 2000 tokens.`
        : undefined,
  },
  "has a small window and wants room for the whole answer": {
    refuses: ({ messages, request: { max_tokens = 0 } }) => {
      const tokens = Math.ceil(messages.map(({ content }) => content ?? "").join("").length / 4);
      return tokens + max_tokens > 6_144
        ? `This model's maximum context length is 6144 tokens. However, you requested ${tokens + max_tokens} tokens.`
        : undefined;
    },
  },
  "reads arguments again and refuses what is no JSON": {
    refuses: ({ messages }) => {
      const asked = messages.flatMap(({ tool_calls = [] }) => tool_calls).map((call) => call.function.arguments);
      return asked.some((text) => !isJson(text)) ? "Extra data: line 1 column 14 (char 13)" : undefined;
    },
    answers: ({ tool_calls }) => tool_calls?.forEach((call) => (call.function.arguments += "\n\nLet me look it up.")),
  },
  "streams however it is asked": { streams: true },
  "does not stream for this account": {
    refuses: ({ request }) => (request.stream ? "Your organization must be verified to stream this model." : undefined),
  },
  "counts no tokens of a stream, and takes no wish for it": {
    status: 422,
    refuses: ({ request }) => (request.stream_options ? "stream_options: Extra inputs are not permitted" : undefined),
  },
  "thinks aloud": writes((text) => `<think>\nWhat about {"items": []}? No.\n</think>\n\n${text}`),
  "thinks aloud, without a beginning": writes((text) => `I group what is alike.\n</think>\n\n${text}`),
  "puts the answer into a fence between sentences": writes(
    (text) => `Here:\n\n\`\`\`json\n${text}\n\`\`\`\n\nGood luck!`,
  ),
  "puts the answer into a fence without a language": writes((text) => `\`\`\`\n${text}\n\`\`\``),
  "talks on behind the answer": writes((text) => `${text}\n\nI have put every {one} into its place.`),
  "opens a brace too many": writes((text) => `{\n\n${text}\n\n`),
  "doubles every brace": writes((text) => text.replaceAll("{", "{{").replaceAll("}", "}}")),
  "wraps the answer into an object of its own": writes((text) => `{"answer": ${text}}`),
  "shows its channels": writes(
    (text) => `<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>${text}<|return|>`,
  ),
  "answers in its thoughts": {
    answers: (message, question) => {
      if (isWriting(question)) [message["reasoning_content"], message.content] = [message.content, ""];
    },
  },
  "answers in its reasoning": {
    answers: (message, question) => {
      if (isWriting(question)) [message["reasoning"], message.content] = [message.content, null];
    },
  },
  "answers in parts": {
    answers: (message) => {
      if (typeof message.content !== "string") return;
      const thinking = { type: "thinking", thinking: [{ type: "text", text: "Hm." }] };
      message.content = [thinking, { type: "text", text: message.content }];
    },
  },
  "gives calls no ids": { answers: ({ tool_calls }) => tool_calls?.forEach((call) => (call.id = "")) },
  "gives all calls one id": { answers: ({ tool_calls }) => tool_calls?.forEach((call) => (call.id = "call_0")) },
  "asks for more beside its text": {
    answers: (message, question, choice) => {
      if (!isWriting(question)) return;
      const asked = { name: "read_pull_request", arguments: '{"pr":"#1"}' };
      [message.tool_calls, choice.finish_reason] = [[{ id: "x", type: "function", function: asked }], "tool_calls"];
    },
  },
  "ends everything with stop": { answers: (_message, _question, choice) => (choice.finish_reason = "stop") },
  "names no end, no id and no tokens": {
    answers: (_message, _question, choice, completion) => {
      delete choice.finish_reason;
      delete completion.id;
      delete completion.usage;
    },
  },
  "counts tokens oddly": {
    answers: (_message, _question, _choice, completion) =>
      (completion.usage = { prompt_tokens: null, completion_tokens: 12.5, total_tokens: "30" }),
  },
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const NAMES = Object.keys(dialects);
const idOf = (at: number) => `writer-${at}`;
let house: AgentHouse;

beforeAll(async () => {
  // One more, of which nothing is known when its test begins.
  const ids = [...NAMES, "another"].map((_, at) => idOf(at));
  house = await agentHouse({ "acme/shop": pulls(8) }, { LLM_MODELS: ids.join(",") });
});
afterAll(() => house?.close());

/** Two rounds of reading, the answer, the opening. */
const NEEDED = 4;

test.each(Object.entries(dialects).map(([name, dialect], at) => [name, dialect, idOf(at)] as const))(
  "a server that %s: the model writes, and the second run wastes no call",
  async (_name, dialect, llm_model) => {
    const model = speaking(dialect);
    const first = await house.run("acme/shop", model, { llm_model });
    expect(first.results.degraded).toBeNull();
    expect(first.calls.filter(({ kind }) => kind === "tool").map(({ outcome }) => outcome)).toContain("done");
    // Only what is refused has to be found out.
    if (!dialect.refuses) expect(house.model.questions).toHaveLength(NEEDED);

    house.model.questions.length = 0;
    const second = await house.run("acme/shop", model, { llm_model });
    expect(second.results.degraded).toBeNull();
    expect(second.results.summary_message).toBe(first.results.summary_message);
    expect(house.model.questions).toHaveLength(NEEDED);
  },
);

test("recorded is the conversation as it was meant, whatever its server takes: a replay asks for the same", async () => {
  const dialect = dialects["knows no system role, no lookups where none are offered, and the limit by its newer name"]!;
  for (const _run of ["finds out", "knows"]) {
    const { run, calls } = await house.run("acme/shop", speaking(dialect), { llm_model: idOf(NAMES.length) });
    const written = calls.find(({ kind, label }) => kind === "model" && label.startsWith("writing"));
    const { body } = await house.pipelines.get<CallDetail>(`/runs/${run.id}/calls/${written?.seq}`);
    const { messages } = body.input as { messages: { role: string }[] };
    expect(messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "tool", "tool", "user"]);
  }
});
