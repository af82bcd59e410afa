import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Delivery = { path: string; headers: IncomingHttpHeaders; body: string; at: number };

/** A status, one with headers, or no answer until the sender is gone. */
export type Answer = number | { status: number; headers: Record<string, string> } | "hold";

export type Callbacks = {
  url: (path: string) => string;
  /** What came to one path, in order. */
  at: (path: string) => Delivery[];
  /** However many came, wherever. */
  count: () => number;
  /** The next answers at one path; when they are used up it is 200. */
  answer: (path: string, ...answers: Answer[]) => void;
  close: () => Promise<void>;
};

/** Whoever asked for a run, as far as the pipelines can tell: an address that takes webhooks and answers as told. */
export async function startCallbacks(port = 0): Promise<Callbacks> {
  const deliveries: Delivery[] = [];
  const answers = new Map<string, Answer[]>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const path = request.url ?? "";
      deliveries.push({ path, headers: request.headers, body: Buffer.concat(parts).toString("utf8"), at: Date.now() });
      reply(response, answers.get(path)?.shift() ?? 200);
    });
  });
  await new Promise<void>((up) => server.listen(port, "127.0.0.1", up));
  // Safe: a server that listens on a port has one.
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: (path) => `http://127.0.0.1:${taken}${path}`,
    at: (path) => deliveries.filter((delivery) => delivery.path === path),
    count: () => deliveries.length,
    answer: (path, ...next) => void answers.set(path, next),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer === "hold") return;
  const { status, headers } = typeof answer === "number" ? { status: answer, headers: {} } : answer;
  response.writeHead(status, headers).end();
}
