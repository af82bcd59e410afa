import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Request = { headers: IncomingMessage["headers"]; body: string };
type Reply = { status?: number; body?: unknown; headers?: Record<string, string>; after_ms?: number };

export type ListeningApp = Awaited<ReturnType<typeof listen>>;

/** An app that answers challenges, notes what it gets, and says what the test put down for it. */
export async function listen() {
  const requests: Request[] = [];
  const replies: Reply[] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    requests.push({ headers: request.headers, body });
    const reply = replies.shift() ?? (body.startsWith("{") ? { body: challengeIn(body) } : {});
    await new Promise((resolve) => setTimeout(resolve, reply.after_ms ?? 0));
    const json = typeof reply.body === "object";
    response.writeHead(reply.status ?? 200, { ...(json && { "content-type": "application/json" }), ...reply.headers });
    response.end(json ? JSON.stringify(reply.body) : reply.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // Safe: a server that listens on a port has such an address.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  return {
    url,
    requests,
    replies,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function challengeIn(body: string): { challenge: string } | undefined {
  const { challenge } = JSON.parse(body);
  return challenge && { challenge };
}
