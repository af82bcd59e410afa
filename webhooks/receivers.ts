/** What a receiver may take that has answered so far, or is not known yet. */
export const RECEIVED_WITHIN_MS = 15_000;
/** What one may take that lets us wait, at least. */
const LEAST_MS = 2_000;
/** What one may take that nobody knows, while many of those are being waited for. */
const CROWDED_MS = 5_000;
/** Answers that take longer on the average make a receiver a slow one. */
const SLOW_MS = 3_000;
/** Each so many silent attempts one has the whole time again: it may have become slow, and no more than that. */
const WHOLE_EACH = 5;
const LONGEST_WAIT_S = 30;
/** Between those who wait for a receiver that nobody knows: the first answer may come at any moment. */
const UNKNOWN_EACH_MS = 250;
const MOST_KNOWN = 2_000;

/** Attempts at once: of all receivers of a lane together, and of one of them. */
const LANES = {
  quick: { all: 128, one: 16 },
  unknown: { all: 64, one: 8 },
  slow: { all: 16, one: 2 },
};
type Lane = keyof typeof LANES;

type Known = {
  inFlight: number;
  /** Attempts in a row that let us wait for nothing. */
  silent: number;
  /** What an answer usually takes, in milliseconds; null: it has given none. */
  usualMs: number | null;
  /** When the last of those who were sent away has its turn. */
  turnAt: number;
};

/** `withinMs`: how long it may take. `over` ends the leave; whatever follows from how it went is learned there. */
export type Leave = { withinMs: number; over: (heard: boolean) => void };
type Refusal = { waitS: number };

/**
 * Shares of the senders by how receivers behave, so that one that hangs is nobody else's problem: whoever answers quickly always
 * finds a sender; those who let us wait share a few, and get less and less time. One process knows what it has seen itself.
 *
 * @param now Milliseconds of a clock that nobody sets.
 */
export function receivers(now: () => number = () => performance.now()) {
  const known = new Map<string, Known>();
  const busy: Record<Lane, number> = { quick: 0, unknown: 0, slow: 0 };

  /** @param origin Whose share it is. */
  function enter(origin: string): Leave | Refusal {
    const one = known.get(origin) ?? newcomer(known, origin);
    const lane = laneOf(one);
    const withinMs = patienceWith(one, busy.unknown >= LANES.unknown.all / 2);
    const share = LANES[lane];
    const own = one.silent > 0 ? 1 : share.one;
    if (one.inFlight >= own || busy[lane] >= share.all)
      return { waitS: turnOf(one, eachMs(one, withinMs, own), now()) };
    one.inFlight += 1;
    busy[lane] += 1;
    const begun = now();
    return {
      withinMs,
      over(heard) {
        one.inFlight -= 1;
        busy[lane] -= 1;
        learn(one, heard, now() - begun);
      },
    };
  }

  return { enter };
}
export type Receivers = ReturnType<typeof receivers>;

function newcomer(known: Map<string, Known>, origin: string): Known {
  const one = { inFlight: 0, silent: 0, usualMs: null, turnAt: 0 };
  if (known.size >= MOST_KNOWN) {
    for (const [name, { inFlight }] of known) if (inFlight === 0) known.delete(name);
  }
  known.set(origin, one);
  return one;
}

function laneOf({ silent, usualMs }: Known): Lane {
  if (silent > 0) return "slow";
  if (usualMs === null) return "unknown";
  return usualMs > SLOW_MS ? "slow" : "quick";
}

function patienceWith({ silent, usualMs }: Known, crowded: boolean): number {
  if (silent === 0) return usualMs === null && crowded ? CROWDED_MS : RECEIVED_WITHIN_MS;
  if (silent % WHOLE_EACH === 0) return RECEIVED_WITHIN_MS;
  return Math.min(RECEIVED_WITHIN_MS, Math.max(LEAST_MS, RECEIVED_WITHIN_MS / 2 ** silent, 2 * (usualMs ?? 0)));
}

function eachMs({ silent, usualMs }: Known, withinMs: number, share: number): number {
  return silent > 0 ? withinMs / share : usualMs === null ? UNKNOWN_EACH_MS : usualMs / share;
}

/** Whoever is sent away comes again behind those who were before: they do not all ask again at once. */
function turnOf(one: Known, eachMs: number, now: number): number {
  one.turnAt = Math.max(one.turnAt, now) + eachMs;
  const waitS = Math.min((one.turnAt - now) / 1_000, LONGEST_WAIT_S);
  if (waitS === LONGEST_WAIT_S) one.turnAt = now;
  return Math.max(1, waitS);
}

function learn(one: Known, heard: boolean, tookMs: number): void {
  if (heard) {
    one.silent = 0;
    one.usualMs = one.usualMs === null ? tookMs : one.usualMs * 0.7 + tookMs * 0.3;
  } else if (tookMs > LEAST_MS / 2) one.silent += 1;
}
