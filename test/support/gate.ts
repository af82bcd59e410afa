import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Counts the requests that each run makes to the outside, and holds one of them for good: whoever made it is killed meanwhile. */
export type Gate = {
  /** Holds the nth request of this run, counted from 1, once. */
  hold: (run: string, nth: number) => void;
  /** Runs whose request is being held. */
  held: () => string[];
  /** Resolves when the request may go on; a held one never does. */
  pass: (run: string, what: string) => Promise<void>;
  /** How often each request of a run came, the run's name taken out of it. */
  made: (run: string) => Map<string, number>;
};

export function createGate(): Gate {
  const holds = new Map<string, number>();
  const held = new Set<string>();
  const log = new Map<string, string[]>();
  return {
    hold: (run, nth) => void holds.set(run, nth),
    held: () => [...held],
    pass(run, what) {
      const all = log.get(run) ?? [];
      log.set(run, [...all, what.replaceAll(run, "RUN")]);
      if (held.has(run) || all.length + 1 !== holds.get(run)) return Promise.resolve();
      held.add(run);
      return new Promise(() => undefined);
    },
    made(run) {
      const counts = new Map<string, number>();
      for (const what of log.get(run) ?? []) counts.set(what, (counts.get(what) ?? 0) + 1);
      return counts;
    },
  };
}

/** Stands before a GitHub and lets each request through the gate. A run is known by the name of its repository. */
export async function startGatedGithub(
  target: string,
  gate: Gate,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(async ({ url = "/", headers }, response) => {
    const run = /\/repos\/acme\/([^/]+)/.exec(url)?.[1];
    if (run) await gate.pass(run, url);
    const { accept = "", "if-none-match": known } = headers;
    const answer = await fetch(`${target}${url}`, { headers: { accept, ...(known && { "if-none-match": known }) } });
    response.writeHead(
      answer.status,
      Object.fromEntries(
        ["content-type", "etag", "link"].flatMap((name) => {
          const value = answer.headers.get(name);
          return value ? [[name, value]] : [];
        }),
      ),
    );
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  // Safe: it listens on a port.
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, close };
}
