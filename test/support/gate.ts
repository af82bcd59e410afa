import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Counts the requests that each run makes to the outside, and holds one of them: whoever made it is killed or stopped meanwhile. */
export type Gate = {
  /** Holds the nth request of this run, counted from 1, once. @param paid Those to the model alone are counted. */
  hold: (run: string, nth: number, paid?: boolean) => void;
  /** Runs whose request is being held. */
  held: () => string[];
  /** Lets what is being held of this run go on. */
  release: (run: string) => void;
  /** When a request of this run came first after that time, by the clock; undefined: none did. */
  cameAfter: (run: string, since: number) => number | undefined;
  /** Resolves when the request may go on; one that is held, only when it is let go. */
  pass: (run: string, what: string) => Promise<void>;
  /** How often each request of a run came, the run's name taken out of it. */
  made: (run: string) => Map<string, number>;
};

export function createGate(): Gate {
  const holds = new Map<string, { nth: number; paid: boolean }>();
  const held = new Map<string, () => void>();
  const times = new Map<string, number[]>();
  const log = new Map<string, string[]>();
  return {
    hold: (run, nth, paid = false) => void holds.set(run, { nth, paid }),
    held: () => [...held.keys()],
    release: (run) => held.get(run)?.(),
    cameAfter: (run, since) => times.get(run)?.find((at) => at > since),
    pass(run, what) {
      const all = log.get(run) ?? [];
      log.set(run, [...all, what.replaceAll(run, "RUN")]);
      times.set(run, [...(times.get(run) ?? []), Date.now()]);
      const { nth, paid } = holds.get(run) ?? { nth: 0, paid: false };
      const counted = [...all, what].filter((one) => !paid || isPaid(one)).length;
      if (held.has(run) || counted !== nth || (paid && !isPaid(what))) return Promise.resolve();
      return new Promise((go) => held.set(run, go));
    },
    made(run) {
      const counts = new Map<string, number>();
      for (const what of log.get(run) ?? []) counts.set(what, (counts.get(what) ?? 0) + 1);
      return counts;
    },
  };
}

/** Requests to GitHub are addresses. */
export const isPaid = (what: string): boolean => !what.startsWith("/");

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
