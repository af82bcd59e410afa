import { Agent, request, type IncomingHttpHeaders } from "node:http";

const AT_ONCE = 8;

export type Sent = { status: number; headers: IncomingHttpHeaders; text: string };
export type Asked = {
  path: string;
  method?: string | undefined;
  /** `host` and `origin` as they are given; without them, this server's. */
  headers?: Record<string, string> | undefined;
  body?: string | Buffer | undefined;
};

/** A client that may send any header and any path at all: `fetch` would mend what is odd. */
export function rawRequests(url: string) {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  return {
    ask: ({ path, method = "GET", headers = {}, body }: Asked): Promise<Sent> =>
      new Promise((answered, failed) => {
        const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
        const all = { ...length, ...headers };
        const sent = request({ hostname, port, path, method, headers: all, agent }, (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (part: string) => void (text += part));
          answer.on("end", () => answered({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
          answer.on("error", failed);
        });
        sent.on("error", failed);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}
