import { asking, chatAt, live, says, type Reply } from "./harness.ts";

export const EVENTS = { "content-type": "text/event-stream" };
export const USAGE = { prompt_tokens: 900, completion_tokens: 90, total_tokens: 990 };
export const event = (more: object) => `data: ${JSON.stringify({ model: "gpt-5-mini-2025-08-07", ...more })}\n\n`;
export const delta = (piece: object, finish_reason: string | null = null) =>
  event({ choices: [{ index: 0, delta: piece, finish_reason }] });
export const said = (content: string) => delta({ content });
export const END = delta({}, "stop");
export const COUNTED = event({ choices: [], usage: USAGE });
export const DONE = "data: [DONE]\n\n";

export const streams = (...body: string[]): Reply => says(200, body.join(""), EVENTS);

/** Begins to stream, and keeps the line. */
export const streamsOpen =
  (begin: string, then: (response: Parameters<Reply>[0]) => void = () => undefined): Reply =>
  (response) => {
    response.writeHead(200, EVENTS);
    response.write(begin);
    then(response);
  };

/** Asks as whoever lets people read along. */
export async function hear(url: string, around: Parameters<typeof chatAt>[1] = {}, request = {}) {
  const heard: string[] = [];
  const answer = await chatAt(url, around)(asking(request), live, undefined, (soFar) => void heard.push(soFar()));
  return { answer, heard };
}

export const WHOLE = "Größer, schneller: 🚀 für alle";
export const inWords = WHOLE.split(/(?<= )/).map(said);

export const piece = (index: number | null, id: string | null, name: string | null, args: string | null) =>
  delta({
    tool_calls: [{ ...(index !== null && { index }), ...(id !== null && { id }), function: { name, arguments: args } }],
  });
