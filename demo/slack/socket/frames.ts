/*
 * The frames of RFC 6455, sections 5.2 to 5.5, as a server needs them: clients mask theirs, we do not mask ours. No
 * extensions.
 */

export const OPCODE = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const;

export type Frame = { final: boolean; opcode: number; payload: Buffer };

/** What the other side did wrong, with the status that the connection is closed with. */
export class FrameFault extends Error {
  override readonly name = "FrameFault";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Of one message, its fragments together. */
export const MAX_MESSAGE_BYTES = 1_048_576;
/** Source: RFC 6455, 5.5: control frames carry at most 125 bytes and are never fragmented. */
const MAX_CONTROL_BYTES = 125;

/**
 * The first whole frame in these bytes, and how many it took; undefined while it has not arrived whole.
 *
 * @throws {FrameFault} 1002 when it is not masked, has a reserved bit or an unknown opcode; 1009 when it is too long.
 */
export function readFrame(bytes: Buffer): { frame: Frame; length: number } | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const opcode = first & 0x0f;
  const final = (first & 0x80) !== 0;
  if ((first & 0x70) !== 0) throw new FrameFault(1002, "a reserved bit is set");
  if (!Object.values(OPCODE).some((known) => known === opcode)) throw new FrameFault(1002, "unknown opcode");
  if ((second & 0x80) === 0) throw new FrameFault(1002, "a client's frame must be masked");

  const size = sizeOf(bytes, second & 0x7f);
  if (!size) return undefined;
  if (opcode >= OPCODE.close && (!final || size.payload > MAX_CONTROL_BYTES)) {
    throw new FrameFault(1002, "a control frame is fragmented or too long");
  }
  if (size.payload > MAX_MESSAGE_BYTES) throw new FrameFault(1009, "the message is too long");

  const start = size.header + 4;
  const length = start + size.payload;
  if (bytes.length < length) return undefined;
  const payload = unmasked(bytes.subarray(start, length), bytes.subarray(size.header, start));
  return { frame: { final, opcode, payload }, length };
}

function sizeOf(bytes: Buffer, short: number): { header: number; payload: number } | undefined {
  if (short < 126) return { header: 2, payload: short };
  if (short === 126) return bytes.length < 4 ? undefined : { header: 4, payload: bytes.readUInt16BE(2) };
  return bytes.length < 10 ? undefined : { header: 10, payload: Number(bytes.readBigUInt64BE(2)) };
}

function unmasked(payload: Buffer, mask: Buffer): Buffer {
  return Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
}

/** A whole, unmasked frame, as a server sends it. */
export function writeFrame(opcode: number, payload: Buffer): Buffer {
  return Buffer.concat([headOf(0x80 | opcode, payload.length), payload]);
}

function headOf(first: number, length: number): Buffer {
  if (length < 126) return Buffer.from([first, length]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = first;
  head[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

export function closePayload(status: number, reason: string): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(status);
  return Buffer.concat([bytes, Buffer.from(reason).subarray(0, MAX_CONTROL_BYTES - 2)]);
}
