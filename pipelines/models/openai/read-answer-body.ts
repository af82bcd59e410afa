import { excessOf, type JsonBounds } from "../../../base/bounded-json.ts";
import type { Hearing } from "../chat.ts";
import type { CallTime } from "./call-time.ts";
import { BAD_STREAM, Unreadable } from "./failure.ts";
import { isStream } from "./read-events.ts";
import { readStreamed, type StreamedSoFar } from "./streamed.ts";

/** The text that was asked for is one value of it. */
const BOUNDS: JsonBounds = { depth: 64, values: 100_000, members: 1_000 };

type Reading = { time: CallTime; hear?: Hearing | undefined; maxChars: number };

/**
 * The body of an answer as it comes, whether it was asked for as a stream or not: some servers stream all the same, and some never do.
 *
 * @throws {Unreadable | SyntaxError | TooLarge}
 */
export async function readAnswerBody(response: Response, { time, hear, maxChars }: Reading): Promise<unknown> {
  const decoder = new TextDecoder();
  const whole: string[] = [];
  let [begin, stream] = ["", null as StreamedSoFar | null];
  const add = (text: string) => {
    if (stream) return follow(stream, text, { time, hear });
    if (whole.length > 0) return void whole.push(text);
    begin = (begin + text).trimStart();
    const isOne = isStream(begin);
    if (isOne === false) whole.push(begin);
    if (!isOne) return;
    stream = readStreamed(BOUNDS, maxChars);
    follow(stream, begin, { time, hear });
  };
  try {
    for await (const bytes of response.body ?? []) {
      add(decoder.decode(bytes, { stream: true }));
      if (isOver(stream)) break;
    }
    add(decoder.decode());
  } catch (error) {
    // Who has said that it is at its end, and then keeps the line, has answered.
    if (!time.isSilent() || !hasEnded(stream)) throw error;
  }
  return stream ? wholeOf(stream) : parsed(whole.length > 0 ? whole.join("") : begin);
}

function follow(stream: StreamedSoFar, text: string, { time, hear }: Pick<Reading, "time" | "hear">): void {
  const [pieces, chars] = [stream.pieces(), stream.text().length];
  stream.add(text);
  // How long a model thinks before its first word is its own affair.
  if (stream.pieces() > pieces && stream.hasBegun()) time.grew();
  if (stream.text().length > chars) hear?.(stream.text);
}

const isOver = (stream: StreamedSoFar | null) => stream?.isOver() ?? false;
const hasEnded = (stream: StreamedSoFar | null) => stream?.hasEnded() ?? false;

function wholeOf(stream: StreamedSoFar): unknown {
  const whole = stream.whole();
  if (whole === undefined) throw new Unreadable(BAD_STREAM);
  return whole;
}

function parsed(text: string): unknown {
  if (text === "") throw new Unreadable("nothing");
  if (excessOf(text, BOUNDS)) throw new Unreadable("more in it than a chat completion has");
  return JSON.parse(text);
}
