import { expect, test } from "vitest";
import { RECEIVED_WITHIN_MS, receivers, type Leave } from "../../webhooks/receivers.ts";

/** The shares, by a clock that stands until it is told otherwise. */
function shares() {
  let now = 0;
  const { enter } = receivers(() => now);
  const begin = (origin: string): Leave => {
    const leave = enter(origin);
    if ("waitS" in leave) throw new Error(`${origin} has no sender for ${leave.waitS} s`);
    return leave;
  };
  const attempt = (origin: string, tookMs: number, heard: boolean): number => {
    const leave = begin(origin);
    now += tookMs;
    leave.over(heard);
    return leave.withinMs;
  };
  const silence = (origin: string) => {
    const leave = begin(origin);
    now += leave.withinMs;
    leave.over(false);
    return leave.withinMs;
  };
  return { enter, begin, attempt, silence };
}

test("one that says nothing gets less and less time, now and then the whole, and all of it once it answers", () => {
  const { attempt, silence } = shares();

  const given = Array.from({ length: 7 }, () => silence("https://hangs.example"));
  expect(given).toEqual([RECEIVED_WITHIN_MS, 7_500, 3_750, 2_000, 2_000, RECEIVED_WITHIN_MS, 2_000]);
  attempt("https://hangs.example", 100, true);
  expect(attempt("https://hangs.example", 100, true)).toBe(RECEIVED_WITHIN_MS);
});

test("one whose answers take long keeps the time that they take, also after it said nothing once", () => {
  const { attempt, silence } = shares();

  attempt("https://slow.example", 9_000, true);
  silence("https://slow.example");
  expect(silence("https://slow.example")).toBe(RECEIVED_WITHIN_MS);
});

test("a closed door costs no time, so nothing is learned from it", () => {
  const { attempt } = shares();

  attempt("https://down.example", 3, false);
  expect(attempt("https://down.example", 3, false)).toBe(RECEIVED_WITHIN_MS);
});

test("one origin has its share of the senders, and whoever waits for it has a turn of its own", () => {
  const { begin, enter, silence } = shares();
  for (let n = 0; n < 8; n += 1) begin("https://busy.example");

  const turns = Array.from({ length: 20 }, () => enter("https://busy.example"));
  const waits = turns.map((turn) => ("waitS" in turn ? turn.waitS : 0));
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...waits)).toBeGreaterThan(4);
  expect("withinMs" in enter("https://other.example")).toBe(true);

  silence("https://hangs.example");
  begin("https://hangs.example");
  expect(enter("https://hangs.example")).toHaveProperty("waitS");
});

test("however many hang, those who answer quickly find a sender, and so does somebody new", () => {
  const { begin, enter, attempt } = shares();
  attempt("https://app.example", 20, true);
  const names = Array.from({ length: 60 }, (_, n) => `https://hangs-${n}.example`);

  for (const name of names) begin(name);
  expect(enter("https://app.example")).toHaveProperty("withinMs", RECEIVED_WITHIN_MS);
  expect(enter("https://new.example")).toHaveProperty("withinMs", 5_000);

  const others = names.map((name) => name.replace("hangs", "hung"));
  const later = shares();
  for (const name of others) later.silence(name);
  const again = others.map((name) => later.enter(name)).filter((turn) => "withinMs" in turn);
  expect(again).toHaveLength(16);
  expect(later.enter("https://new.example")).toHaveProperty("withinMs", RECEIVED_WITHIN_MS);
});
