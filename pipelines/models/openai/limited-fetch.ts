/** The server sent more than anyone wants to read. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

/**
 * A fetch whose answers end with an error after so many bytes, unpacked ones counted, and that follows no redirect: a prompt goes
 * to the configured server or nowhere.
 *
 * @throws {TooLarge} while the body is read.
 */
export function limitedFetch(maxBytes: number): typeof fetch {
  return async (address, init) => {
    const response = await fetch(address, { ...init, redirect: "manual" });
    if (!response.body) return response;
    let bytes = 0;
    const counting = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) controller.error(new TooLarge(`more than ${maxBytes} bytes`));
        else controller.enqueue(chunk);
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(counting), { status, statusText, headers });
  };
}
