import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sendStream } from "./send-stream.ts";

type WireCall = { id: string; function: { name: string; arguments: string } };
type WireMessage = { role: string; content: string | null; tool_calls?: WireCall[]; tool_call_id?: string };
export type WireRequest = {
  model: string;
  messages: WireMessage[];
  max_tokens?: number;
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
  tools?: { function: { name: string } }[];
  response_format?: { type: string; json_schema?: { schema: Record<string, unknown> } };
};

type Evidence = {
  pr: string;
  title: string;
  by: string;
  kind: string;
  area?: string;
  must?: boolean;
  labels?: string[];
  body?: string;
};
/** One question as a test's model sees it. */
export type Question = {
  /** Counts all questions, from 0. */
  number: number;
  model: string;
  job: "share" | "lead" | "wording";
  phase: "reading" | "writing";
  /** How often it was shown faults in this conversation. */
  repairs: number;
  faults: string[];
  nonce: string;
  rung: "json_schema" | "json_object" | "text";
  /** What the answer is held to. */
  schema: Record<string, unknown> | undefined;
  task: { most_items: number; kinds: string[]; tone: string; analysis_type: string; repositories: string[] };
  evidence: Evidence[];
  /** Of the opening, or how one item reads now and was tried. */
  items: { item: number; now?: boolean; text: string }[];
  messages: WireMessage[];
  /** As it was sent. */
  request: WireRequest;
  /** What the tools said so far. */
  looked: string[];
};

export type Reply =
  | { json: unknown }
  | { text: string; finish?: "stop" | "length" | "content_filter" }
  | { refusal: string }
  | {
      calls: { name: string; arguments: unknown }[];
      /** Tokens of thoughts that nobody sees. */
      thoughts?: number;
    }
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | { raw: (response: ServerResponse) => void };
export type Model = (question: Question) => Reply | Promise<Reply>;

export type ModelServer = {
  url: string;
  questions: Question[];
  model: Model;
  /** What it tells of itself, by path (`/v1/models`); nothing else is there. */
  tells: Record<string, unknown>;
  /** What it refuses every such question with; 0: none. */
  refuses: number;
  /** The paths that it was asked for besides. */
  looked: string[];
  close: () => Promise<void>;
};

/** A chat.completions server whose answers a test decides; `model` may be changed at any time. */
export async function startModelServer(model: Model = goodWriter): Promise<ModelServer> {
  const made: ModelServer = {
    url: "",
    questions: [],
    model,
    tells: {},
    refuses: 0,
    looked: [],
    close: async () => undefined,
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const path = request.url ?? "";
      if (!path.endsWith("/chat/completions")) {
        made.looked.push(path);
        const told = made.tells[path];
        response.writeHead(made.refuses || (told === undefined ? 404 : 200), { "content-type": "application/json" });
        return response.end(JSON.stringify(told ?? {}));
      }
      // Safe: what our own writer sends.
      const asked = JSON.parse(Buffer.concat(chunks).toString("utf8")) as WireRequest;
      const question = { ...questionOf(asked), number: made.questions.length };
      made.questions.push(question);
      answer(response, asked, question, await made.model(question));
    });
  });
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  // Safe: it listens on a port.
  made.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  made.close = () =>
    new Promise((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return made;
}

/** Says what is there: no look-ups, an item for as many as may be, the rest counted. */
export function goodWriter(question: Question): Reply {
  if (question.phase === "reading") return { text: "Ready" };
  if (question.job === "lead") return inForm(question, { intro: null, highlights: [] });
  return inForm(question, isForEach(question) ? goodEach(question) : goodShare(question));
}

/** Whether it is held to one sentence for each pull request. */
const isForEach = ({ schema }: Question): boolean =>
  schema !== undefined && !Object.hasOwn(schema["properties"] ?? {}, "items");

function goodEach(question: Question) {
  const { items } = goodShare({ ...question, task: { ...question.task, most_items: question.evidence.length } });
  return Object.fromEntries(items.map(({ kind, text, prs: [pr = ""] }) => [pr, { kind, text }]));
}

export function goodShare({ evidence, task }: Pick<Question, "evidence" | "task">) {
  const sorted = [...evidence].sort((a, b) => Number(b.must ?? false) - Number(a.must ?? false));
  const told = sorted.slice(0, task.most_items);
  const rest = sorted.slice(task.most_items);
  return {
    items: told.map(({ pr, title, kind, area }) => ({
      kind: task.kinds.includes(kind) ? kind : "improvement",
      area: area ?? "",
      highlight: false,
      prs: [pr],
      text: title.replace(/^\w+(?:\([^)]*\))?!?:\s*(.)/, (_, first: string) => first.toUpperCase()),
    })),
    grouped: rest.length > 0 ? [{ label: "smaller changes", prs: rest.map(({ pr }) => pr) }] : [],
    omitted: [] as { pr: string; reason: string }[],
  };
}

/** As the rung asks for it. */
export function inForm({ rung, nonce }: Question, value: unknown): Reply {
  if (rung !== "text") return { json: value };
  return { text: `Here you are.\nBEGIN-REPORT-${nonce}\n${JSON.stringify(value)}\nEND-REPORT-${nonce}\n` };
}

export function questionOf(request: WireRequest): Omit<Question, "number"> {
  const { model, messages, tools = [], response_format } = request;
  const told = messages.find(({ role }) => role === "user")?.content ?? "";
  const nonce = /<task-([0-9a-f]{16})>/.exec(told)?.[1] ?? "";
  const lines = (name: string) =>
    new RegExp(`<${name}-${nonce}>\n([\\s\\S]*?)\n?</${name}-${nonce}>`).exec(told)?.[1] ?? "";
  const read = (name: string) =>
    lines(name)
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  const [task] = read("task");
  const mended = messages.filter(
    ({ role, content }) => role === "user" && content?.startsWith("Your answer has faults"),
  );
  const format = response_format?.type;
  return {
    model,
    nonce,
    task,
    job: task.job,
    messages,
    request,
    evidence: read("evidence"),
    items: read("items"),
    phase: tools.length > 0 ? "reading" : "writing",
    repairs: mended.length,
    faults: (mended.at(-1)?.content ?? "").split("\n").filter((line) => line.startsWith("- ")),
    schema: response_format?.json_schema?.schema,
    rung: format === "json_schema" || format === "json_object" ? format : "text",
    looked: messages.filter(({ role }) => role === "tool").map(({ content }) => content ?? ""),
  };
}

function answer(response: ServerResponse, asked: WireRequest, { number }: Question, reply: Reply): void {
  if ("raw" in reply) return reply.raw(response);
  if ("status" in reply) {
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
    return void response.end(JSON.stringify(reply.body ?? { error: { message: "no", type: "test", code: null } }));
  }
  const calls = "calls" in reply ? reply.calls : [];
  const thoughts = "calls" in reply ? (reply.thoughts ?? 0) : 0;
  const text = "json" in reply ? JSON.stringify(reply.json) : "text" in reply ? reply.text : null;
  const message = {
    role: "assistant",
    content: text,
    refusal: "refusal" in reply ? reply.refusal : null,
    ...(calls.length > 0 && {
      tool_calls: calls.map(({ name, arguments: args }, index) => ({
        id: `call_${number}_${index}`,
        type: "function",
        function: { name, arguments: typeof args === "string" ? args : JSON.stringify(args) },
      })),
    }),
  };
  const finish = calls.length > 0 ? "tool_calls" : "text" in reply ? (reply.finish ?? "stop") : "stop";
  const prompt_tokens = Math.ceil(JSON.stringify(asked.messages).length / 4);
  const completion_tokens = Math.ceil((text ?? "").length / 4) + 10 * calls.length + thoughts;
  const completion = {
    id: `chatcmpl-${number}`,
    object: "chat.completion",
    created: 0,
    model: asked.model,
    choices: [{ index: 0, message, finish_reason: finish, logprobs: null }],
    usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
  };
  if (asked.stream) return sendStream(response, completion);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(completion));
}
