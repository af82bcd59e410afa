import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import type { AddressInfo } from "node:net";

/** Counts the requests that each run makes to the outside, and holds some of them: whoever made them is killed or stopped meanwhile. */
export type Gate = {
  /** Holds the nth request of this run, counted from 1, and all that come after it. @param paid Those to the model alone count and wait. */
  hold: (run: string, nth: number, paid?: boolean) => void;
  /** What is being held of this run. */
  held: (run: string) => string[];
  /** Lets what is being held of this run go on, and holds nothing more of it. */
  release: (run: string) => void;
  /** When a request of this run came first after that time, by the clock; undefined: none did. */
  cameAfter: (run: string, since: number) => number | undefined;
  /** Resolves when the request may go on; one that is held, only when it is let go. */
  pass: (run: string, what: string) => Promise<void>;
  /** How often each request of a run came, the run's name taken out of it. */
  made: (run: string) => Map<string, number>;
};

type Hold = { nth: number; paid: boolean; waiting: { what: string; go: () => void }[] };

export function createGate(): Gate {
  const holds = new Map<string, Hold>();
  const log = new Map<string, { what: string; at: number }[]>();
  const of = (run: string) => log.get(run) ?? [];
  return {
    hold: (run, nth, paid = false) => void holds.set(run, { nth, paid, waiting: [] }),
    held: (run) => holds.get(run)?.waiting.map(({ what }) => what) ?? [],
    release(run) {
      for (const { go } of holds.get(run)?.waiting ?? []) go();
      holds.delete(run);
    },
    cameAfter: (run, since) => of(run).find(({ at }) => at > since)?.at,
    pass(run, request) {
      const what = request.replaceAll(run, "RUN");
      log.set(run, [...of(run), { what, at: Date.now() }]);
      const hold = holds.get(run);
      const counts = (one: string) => !hold?.paid || isPaid(one);
      if (!hold || !counts(what) || of(run).filter((one) => counts(one.what)).length < hold.nth)
        return Promise.resolve();
      return new Promise((go) => hold.waiting.push({ what, go }));
    },
    made(run) {
      const counts = new Map<string, number>();
      for (const { what } of of(run)) counts.set(what, (counts.get(what) ?? 0) + 1);
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
  const server = createServer(async (request, response) => {
    const { url = "/", method = "GET", headers } = request;
    const body = method === "POST" ? await text(request) : undefined;
    const asked = body === undefined ? url : `${url} ${body}`;
    const run = /\/repos\/acme\/([^/]+)|"repo":"([^"]+)"/.exec(asked)?.slice(1).find(Boolean);
    if (run) await gate.pass(run, asked);
    const { accept = "", "if-none-match": known, "content-type": type } = headers;
    const answer = await fetch(`${target}${url}`, {
      method,
      headers: { accept, ...(known && { "if-none-match": known }), ...(type && { "content-type": type }) },
      ...(body !== undefined && { body }),
    });
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
