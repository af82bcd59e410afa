import type { ServerResponse } from "node:http";
import { goodWriter, type Model, type Question, type Reply } from "./model-server.ts";
import { sendStream } from "./send-stream.ts";

type Call = { id?: string; type: "function"; function: { name: string; arguments: string } };
type Message = { content: unknown; tool_calls?: Call[]; [more: string]: unknown };
type Choice = { index: number; finish_reason?: string; message: Message };
type Completion = { id?: string; model: string; choices: Choice[]; usage?: unknown; [more: string]: unknown };

/** What a server of its own mind refuses, in its words, and what becomes of a good answer there. */
export type Dialect = {
  refuses?: (question: Question) => string | undefined;
  status?: number;
  /** In place of what it says while it reads and while it writes. */
  answers?: (message: Message, question: Question, choice: Choice, completion: Completion) => void;
  streams?: boolean;
};

/** An honest model that looks two things up, behind a server of this dialect. */
export function speaking({ refuses, status = 400, answers, streams }: Dialect): Model {
  return (question) => {
    const complaint = refuses?.(question);
    if (complaint !== undefined) {
      return {
        status,
        body: { error: { message: complaint, type: "invalid_request_error", param: null, code: null } },
      };
    }
    const completion = completed(question);
    const [choice] = completion.choices;
    if (choice) answers?.(choice.message, question, choice, completion);
    return {
      raw: (response) =>
        streams || question.request.stream ? sendStream(response, completion) : whole(response, completion),
    };
  };
}

function completed(question: Question): Completion {
  const { number, model, messages } = question;
  const calls = question.phase === "reading" && !messages.some(({ role }) => role === "tool") ? looksUp(question) : [];
  const message: Message =
    calls.length > 0 ? { content: null, tool_calls: calls } : { content: textOf(goodWriter(question)) };
  return {
    id: `c${number}`,
    model,
    choices: [
      { index: 0, finish_reason: calls.length > 0 ? "tool_calls" : "stop", message: { role: "assistant", ...message } },
    ],
    usage: { prompt_tokens: 900, completion_tokens: 90, total_tokens: 990 },
  };
}

function textOf(reply: Reply | Promise<Reply>): string {
  if ("json" in reply) return JSON.stringify(reply.json);
  return "text" in reply ? reply.text : "";
}

function looksUp({ number, evidence }: Question): Call[] {
  return evidence.slice(0, 2).map(({ pr }, index) => ({
    id: `call_${number}_${index}`,
    type: "function",
    function: { name: "read_pull_request", arguments: JSON.stringify({ pr }) },
  }));
}

function whole(response: ServerResponse, completion: Completion): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(completion));
}
