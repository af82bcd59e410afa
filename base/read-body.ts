/** Whoever asked went away before all of it was here: nobody's fault, and nobody reads the answer. */
export class HangUp extends Error {
  override readonly name = "HangUp";
}

/**
 * The bytes of a request, as they came.
 *
 * @returns null when there are more than `maxBytes`; the rest is not read.
 * @throws {HangUp} when they stop coming.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Buffer | null> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return null;
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new HangUp("The request ended before its body did.", { cause });
    });
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) return null;
    parts.push(value);
  }
  return Buffer.concat(parts);
}
