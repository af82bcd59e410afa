import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createAdaptorServer } from "@hono/node-server";

type StandIn = {
  fetch: Parameters<typeof createAdaptorServer>[0]["fetch"];
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

/**
 * Lets a stand-in answer.
 *
 * @param port 0 takes a free one.
 * @throws {Error} when the port is taken.
 */
export async function listen(
  { fetch, upgrade }: StandIn,
  { port = 0, host = "127.0.0.1" }: { port?: number; host?: string },
) {
  const server = createAdaptorServer({ fetch });
  if (upgrade) server.on("upgrade", upgrade);
  server.listen(port, host);
  await once(server, "listening");
  // Safe: a server that listens on a port has such an address.
  const { port: taken } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = once(server, "close");
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
    await closed;
  };
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`, close };
}
