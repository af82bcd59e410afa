import type { Log } from "./log.ts";

/**
 * What another part of the world is like, seen from here. `off`: it is not set up, and nobody misses it.
 *
 * Everybody may read it: no address, no name, no secret. Those may stand in `detail`, which goes to the log alone.
 */
export type Found = { state: "ok" | "down" | "off"; says: string; detail?: string };

export type Dependency = {
  /** Whether this process can serve nobody without it. Others are only told: pages, drafts and approvals go on. */
  needed: boolean;
  /** How long an answer counts: whoever asks often does not make us ask others often. */
  keepMs: number;
  /** Whatever it throws counts as down. */
  look: () => Promise<Found>;
};

export type Readiness = {
  status: 200 | 503;
  /** `ok`: everything is. `ready`: this process serves people. */
  body: { ok: boolean; ready: boolean; dependencies: Record<string, Omit<Found, "detail"> & { needed: boolean }> };
};

const FOUND_WITHIN_MS = 2_000;
const ABANDON_MS = 15_000;
/** What is away is looked for again sooner than what is there. */
const KEEP_AWAY_MS = 3_000;

/**
 * Asks all at once, each for two seconds at most and never twice at the same time; what was found a moment ago is told again.
 *
 * @returns a function that never throws.
 */
export function readiness(dependencies: Record<string, Dependency>, log: Log): () => Promise<Readiness> {
  const all = Object.entries(dependencies).map(([name, dependency]) => ({
    name,
    needed: dependency.needed,
    ask: remembering(name, dependency, log),
  }));
  return async () => {
    const found = await Promise.all(all.map(async ({ name, needed, ask }) => ({ name, needed, ...(await ask()) })));
    const ready = found.every(({ needed, state }) => !needed || state !== "down");
    const told = found.map(({ name, needed, state, says }) => [name, { state, says, needed }] as const);
    return {
      status: ready ? 200 : 503,
      body: { ok: found.every(({ state }) => state !== "down"), ready, dependencies: Object.fromEntries(told) },
    };
  };
}

const LATE: Found = { state: "down", says: `No answer within ${FOUND_WITHIN_MS / 1_000} s.` };

function remembering(name: string, { keepMs, look }: Dependency, log: Log): () => Promise<Found> {
  let known: { found: Found; until: number } | undefined;
  let looking: Promise<Found> | undefined;
  let told: Found["state"] = "ok";

  function note(found: Found): Found {
    const forMs = found.state === "down" ? Math.min(keepMs, KEEP_AWAY_MS) : keepMs;
    known = { found, until: performance.now() + forMs };
    if (told !== "down" && found.state === "down") {
      log.warn({ dependency: name, says: found.says, detail: found.detail }, "a dependency is away");
    } else if (told === "down" && found.state !== "down") log.info({ dependency: name }, "a dependency is back");
    told = found.state;
    return found;
  }

  return async () => {
    if (known && performance.now() < known.until) return known.found;
    // Whoever never answers is asked anew some time: it may have come back, and the question was lost.
    looking ??= Promise.race([look(), after(ABANDON_MS, LATE)])
      .catch((error: unknown): Found => ({ state: "down", says: "It does not answer.", detail: String(error) }))
      .then((found) => note(found))
      .finally(() => (looking = undefined));
    const first = await Promise.race([looking, after(FOUND_WITHIN_MS, null)]);
    return first ?? note(LATE);
  };
}

function after<Value>(ms: number, value: Value): Promise<Value> {
  return new Promise((over) => setTimeout(over, ms, value).unref());
}
