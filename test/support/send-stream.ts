import type { ServerResponse } from "node:http";

type Call = { id?: string; type?: string; function: { name: string; arguments: string } };
type Message = { content?: unknown; tool_calls?: Call[]; [more: string]: unknown };
type Choice = { finish_reason?: string | null; message: Message };
type Completion = { choices: Choice[]; usage?: unknown; [more: string]: unknown };

/** A whole answer in small pieces, as most servers stream one. */
export function sendStream(response: ServerResponse, { choices: [choice], usage, ...about }: Completion): void {
  const { message, finish_reason } = choice!;
  const inPieces = (name: string): object[] => {
    const text = message[name];
    return typeof text === "string" ? (text.match(/[^]{1,40}/gu) ?? []).map((piece) => ({ [name]: piece })) : [];
  };
  const deltas: object[] = [
    { role: "assistant", content: "" },
    ...["reasoning_content", "reasoning", "content", "refusal"].flatMap(inPieces),
    ...(Array.isArray(message.content) ? [{ content: message.content }] : []),
    ...(message.tool_calls ?? []).flatMap(({ id, type, function: { name, arguments: asked } }, index) => [
      { tool_calls: [{ index, id, type, function: { name, arguments: "" } }] },
      { tool_calls: [{ index, function: { arguments: asked } }] },
    ]),
  ];
  const event = (more: object) => response.write(`data: ${JSON.stringify({ ...about, ...more })}\n\n`);
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(": one moment\n\n");
  for (const delta of deltas) event({ choices: [{ index: 0, delta, finish_reason: null }] });
  event({ choices: [{ index: 0, delta: {}, finish_reason }] });
  if (usage !== undefined) event({ choices: [], usage });
  response.end("data: [DONE]\n\n");
}

/** A stream that goes on as a test wants it to. */
export function beginStream(response: ServerResponse, model = "test-writer") {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const event = (more: object) => response.write(`data: ${JSON.stringify({ id: "c", model, ...more })}\n\n`);
  return {
    say: (content: string) => event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }),
    think: (reasoning_content: string) =>
      event({ choices: [{ index: 0, delta: { reasoning_content }, finish_reason: null }] }),
    end(usage: object) {
      event({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
      event({ choices: [], usage });
      response.end("data: [DONE]\n\n");
    },
    /** Resolves when whoever asked has gone. */
    left: new Promise<void>((gone) => void response.on("close", gone)),
  };
}
