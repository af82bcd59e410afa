import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { closePayload, FrameFault, MAX_MESSAGE_BYTES, OPCODE, readFrame, writeFrame, type Frame } from "./frames.ts";

/** Source: RFC 6455, 1.3. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** After our close frame the other side has so long to answer. */
const CLOSE_MS = 1_000;

export type Connection = {
  send: (text: string) => void;
  ping: () => void;
  /** Says good-bye, as the protocol has it. */
  close: (status: number, reason: string) => void;
  /** Says nothing: what a lost network looks like. */
  drop: () => void;
};

type Listeners = { onText: (text: string) => void; onClosed: () => void };

/** Answers an upgrade with 101 and speaks frames from then on; undefined, and a 400, when it is not a WebSocket's. */
export function acceptUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  listeners: Listeners,
): Connection | undefined {
  const key = request.headers["sec-websocket-key"];
  const isWebSocket = request.headers.upgrade?.toLowerCase() === "websocket";
  if (!isWebSocket || !key || request.headers["sec-websocket-version"] !== "13") {
    refuseUpgrade(socket, "400 Bad Request");
    return undefined;
  }
  const accept = createHash("sha1").update(`${key}${GUID}`).digest("base64");
  const upgraded = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
  socket.write([...upgraded, `Sec-WebSocket-Accept: ${accept}`, "", ""].join("\r\n"));
  return speak(socket, head, listeners);
}

export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function speak(socket: Duplex, head: Buffer, { onText, onClosed }: Listeners): Connection {
  let pending: Buffer = head;
  let closing = false;
  const takeMessage = createJoiner();
  const write = (opcode: number, payload: Buffer) => socket.writable && socket.write(writeFrame(opcode, payload));

  function close(status: number, reason: string): void {
    if (closing) return;
    closing = true;
    write(OPCODE.close, closePayload(status, reason));
    setTimeout(() => socket.destroy(), CLOSE_MS).unref();
  }

  function take(frame: Frame): void {
    if (frame.opcode === OPCODE.ping) return void write(OPCODE.pong, frame.payload);
    if (frame.opcode === OPCODE.pong) return;
    if (frame.opcode === OPCODE.close) {
      close(1000, "");
      return void socket.end();
    }
    const text = takeMessage(frame);
    if (text !== undefined && !closing) onText(text);
  }

  function read(chunk: Buffer): void {
    pending = Buffer.concat([pending, chunk]);
    try {
      for (let next = readFrame(pending); next; next = readFrame(pending)) {
        pending = pending.subarray(next.length);
        take(next.frame);
      }
    } catch (error) {
      if (!(error instanceof FrameFault)) throw error;
      close(error.status, error.message);
      pending = Buffer.alloc(0);
      socket.off("data", read);
    }
  }

  socket.on("data", read);
  socket.on("error", () => socket.destroy());
  socket.once("close", onClosed);
  if (head.length > 0) read(Buffer.alloc(0));
  return {
    send: (text) => void write(OPCODE.text, Buffer.from(text)),
    ping: () => void write(OPCODE.ping, Buffer.from("demo")),
    close,
    drop: () => void socket.destroy(),
  };
}

/** Puts fragments together; the text when the last one is there. @throws {FrameFault} 1002, 1003, 1007, 1009 */
function createJoiner(): (frame: Frame) => string | undefined {
  let parts: Buffer[] | undefined;

  return ({ opcode, final, payload }) => {
    if (opcode === OPCODE.binary) throw new FrameFault(1003, "only text is understood");
    if ((opcode === OPCODE.continuation) !== (parts !== undefined)) {
      throw new FrameFault(1002, "a fragment is out of order");
    }
    parts = [...(parts ?? []), payload];
    if (parts.reduce((sum, part) => sum + part.length, 0) > MAX_MESSAGE_BYTES) {
      throw new FrameFault(1009, "the message is too long");
    }
    if (!final) return undefined;
    const whole = Buffer.concat(parts);
    parts = undefined;
    return textOf(whole);
  };
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FrameFault(1007, "the text is not UTF-8");
  }
}
