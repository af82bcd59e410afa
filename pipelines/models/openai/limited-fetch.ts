/** The server sent more than anyone wants to read. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

/** An event of a stream mostly holds one word, and says of itself what a whole answer says once. */
const STREAMS_TAKE = 4;

/**
 * A fetch whose answers end with an error after so many bytes, unpacked ones counted, streams after more, and that follows no redirect: a prompt goes
 * to the configured server or nowhere.
 *
 * @throws {TooLarge} while the body is read.
 */
export function limitedFetch(maxBytes: number): typeof fetch {
  return async (address, init) => {
    const response = await fetch(address, { ...init, redirect: "manual" });
    if (!response.body) return response;
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    const most = isStream ? maxBytes * STREAMS_TAKE : maxBytes;
    let bytes = 0;
    const counting = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > most) controller.error(new TooLarge(`more than ${most} bytes`));
        else controller.enqueue(chunk);
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(counting), { status, statusText, headers });
  };
}
