import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  draftTime,
  dueSlots,
  gapsIn,
  lastEnd,
  overlap,
  pastWindows,
  windowOfSlot,
} from "../../../app/clock/windows.ts";
import type { Timing, Window } from "../../../app/clock/windows.ts";
import { MAX_WINDOW_MS } from "../../../webhooks/contract/parameters.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const at = (text: string): Date => new Date(text);
const weekly = (time_zone: string): Timing => ({ cron: "0 9 * * 1", time_zone, draft_lead_minutes: 24 * 60 });

type Run = { slot: Date; window: Window; missed: number };
const held = (runs: readonly { window: Window }[]) => runs.map(({ window }) => ({ ...window, scheduled: true }));

/** The clock of a year as the jobs see it: looked at every `everyMs`, and not at all while `down`. */
function run(timing: Timing, from: Date, until: Date, everyMs: number, down?: Window): Run[] {
  const runs: Run[] = [];
  let handled = from;
  for (let now = from.getTime(); now <= until.getTime(); now += everyMs) {
    if (down && now >= down.since.getTime() && now < down.until.getTime()) continue;
    const due = dueSlots(timing, handled, new Date(now));
    const slot = due.at(-1);
    if (!slot) continue;
    handled = slot;
    const window = windowOfSlot(timing, slot, lastEnd([], held(runs)));
    if (window) runs.push({ slot, window, missed: due.length - 1 });
  }
  return runs;
}

test.each(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])(
  "a year of Mondays in %s: 52 windows, no gap, no overlap",
  (zone) => {
    const timing = weekly(zone);

    const runs = run(timing, at("2026-01-01T12:00Z"), at("2026-12-29T12:00Z"), 4 * HOUR_MS);

    expect(runs).toHaveLength(52);
    runs.forEach(({ slot, window, missed }, index) => {
      const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "long", timeStyle: undefined });
      const time = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
      expect([clock.format(slot), time.format(slot), missed]).toEqual(["Monday", "09:00", 0]);
      expect(window.until).toEqual(draftTime(timing, slot));
      const before = runs[index - 1];
      if (before) expect(window.since).toEqual(before.window.until);
    });
    const whole = runs.at(-1)!.window.until.getTime() - runs[0]!.window.since.getTime();
    const sum = runs.reduce((ms, { window }) => ms + window.until.getTime() - window.since.getTime(), 0);
    expect(sum).toBe(whole);
  },
);

test("the week in which Berlin's clocks go forward has 167 hours, the one in which they go back 169", () => {
  const runs = run(weekly("Europe/Berlin"), at("2026-01-01T12:00Z"), at("2026-12-29T12:00Z"), 4 * HOUR_MS);

  const hours = runs.map(({ window }) => (window.until.getTime() - window.since.getTime()) / HOUR_MS);
  expect(hours.filter((length) => length !== 168)).toEqual([167, 169]);
});

test("three weeks down: one make-up over the whole gap, and then on as ever", () => {
  const down = { since: at("2026-05-01T00:00Z"), until: at("2026-05-22T12:00Z") };

  const runs = run(weekly("Europe/Berlin"), at("2026-01-01T12:00Z"), at("2026-12-29T12:00Z"), 4 * HOUR_MS, down);

  expect(runs).toHaveLength(50);
  const makeUp = runs.filter(({ missed }) => missed > 0);
  expect(makeUp).toEqual([
    {
      slot: at("2026-05-18T07:00Z"),
      window: { since: at("2026-04-26T07:00Z"), until: at("2026-05-17T07:00Z") },
      missed: 2,
    },
  ]);
  runs.slice(1).forEach(({ window }, index) => expect(window.since).toEqual(runs[index]!.window.until));
});

test("the first window is one turn of the rule long", () => {
  const window = windowOfSlot(weekly("UTC"), at("2026-11-23T09:00Z"), null);

  expect(window).toEqual({ since: at("2026-11-15T09:00Z"), until: at("2026-11-22T09:00Z") });
});

test("what was read already is not read again", () => {
  const slot = at("2026-11-23T09:00Z");

  expect(windowOfSlot(weekly("UTC"), slot, at("2026-11-22T09:00Z"))).toBeNull();
  expect(windowOfSlot(weekly("UTC"), slot, at("2026-11-22T15:00Z"))).toBeNull();
  expect(windowOfSlot(weekly("UTC"), slot, at("2026-11-22T08:59Z"))?.since).toEqual(at("2026-11-22T08:59Z"));
});

test("a window is never longer than the pipelines read", () => {
  const window = windowOfSlot(weekly("UTC"), at("2026-11-23T09:00Z"), at("2020-01-01T00:00Z"))!;

  expect(window.until.getTime() - window.since.getTime()).toBe(MAX_WINDOW_MS);
});

test("a slot is due from its draft time on, and nothing before it", () => {
  const timing = weekly("UTC");
  const handled = at("2026-11-20T00:00Z");

  expect(dueSlots(timing, handled, at("2026-11-22T08:59:59Z"))).toEqual([]);
  expect(dueSlots(timing, handled, at("2026-11-22T09:00:00Z"))).toEqual([at("2026-11-23T09:00Z")]);
  expect(dueSlots(timing, at("2026-11-23T09:00Z"), at("2026-11-29T08:00Z"))).toEqual([]);
});

test("the last four windows lie side by side and end with the newest draft time", () => {
  const past = pastWindows(weekly("Europe/Berlin"), at("2026-11-21T08:00Z"), 4);

  expect(past.map(({ slot }) => slot.toISOString().slice(0, 10))).toEqual([
    "2026-10-26",
    "2026-11-02",
    "2026-11-09",
    "2026-11-16",
  ]);
  past.slice(1).forEach(({ window }, index) => expect(window.since).toEqual(past[index]!.window.until));
  expect(past.at(-1)!.window.until).toEqual(at("2026-11-15T08:00Z"));
});

test("whatever the rule, the zone, the lead and the times at which anyone looks: no gap, no overlap, each slot once", () => {
  const cron = fc.constantFrom("0 9 * * 1", "30 2 * * *", "0 1-3 * * 0", "15 23 1,15 * *", "0 0 * * 5", "0 */8 * * *");
  const zone = fc.constantFrom("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Nuuk");
  const lead = fc.constantFrom(0, 30, 120, 24 * 60, 3 * 24 * 60);
  const from = fc.date({ min: at("2024-01-01T00:00Z"), max: at("2028-01-01T00:00Z"), noInvalidDate: true });
  const steps = fc.array(fc.integer({ min: 60_000, max: 12 * DAY_MS }), { minLength: 5, maxLength: 25 });
  fc.assert(
    fc.property(cron, zone, lead, from, steps, (line, time_zone, draft_lead_minutes, start, looks) => {
      const timing = { cron: line, time_zone, draft_lead_minutes };
      const runs: { slot: Date; window: Window }[] = [];
      let [handled, now] = [start, start.getTime()];
      for (const step of looks) {
        now += step;
        const due = dueSlots(timing, handled, new Date(now));
        for (const slot of due) expect(slot > handled).toBe(true);
        const slot = due.at(-1);
        if (!slot) continue;
        handled = slot;
        const window = windowOfSlot(timing, slot, lastEnd([], held(runs)));
        expect(window).not.toBeNull();
        if (window) runs.push({ slot, window });
      }
      runs.slice(1).forEach(({ window }, index) => {
        expect(window.since).toEqual(runs[index]!.window.until);
        expect(overlap(window, runs[index]!.window)).toBe(false);
      });
    }),
    { numRuns: 60 },
  );
});

const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));
const span = (from: number, to: number): Window => ({ since: day(from), until: day(to) });
const own = (from: number, to: number) => ({ ...span(from, to), scheduled: true });
const byHand = (from: number, to: number) => ({ ...span(from, to), scheduled: false });

describe("where the next window begins", () => {
  test.each<[string, Window[], ReturnType<typeof own>[], Date | null]>([
    ["nothing was ever drafted", [], [], null],
    ["the last scheduled one ends", [span(1, 8), span(8, 15)], [own(1, 8), own(8, 15)], day(15)],
    ["the last that holds ends, when the newest came to nothing", [span(1, 8), span(8, 15)], [own(1, 8)], day(8)],
    ["the first one began, when all came to nothing", [span(1, 8), span(8, 15)], [], day(1)],
    ["what somebody posted by hand carries on", [span(1, 8)], [own(1, 8), byHand(6, 11), byHand(11, 12)], day(12)],
    ["what somebody posted by hand leaves days out", [span(1, 8)], [own(1, 8), byHand(10, 12)], day(8)],
    ["only somebody's own posts are there", [], [byHand(1, 8), byHand(3, 6)], day(8)],
  ])("%s", (_what, drafted, covered, begin) => {
    expect(lastEnd(drafted, covered)).toEqual(begin);
  });
});

describe("what no later window would read", () => {
  test.each<[string, Window[], ReturnType<typeof own>[], Window[]]>([
    ["nothing while all hold", [span(1, 8), span(8, 15)], [own(1, 8), own(8, 15)], []],
    ["nothing of the newest: the next one reads it", [span(1, 8), span(8, 15)], [own(1, 8)], []],
    ["an earlier one that came to nothing", [span(1, 8), span(8, 15)], [own(8, 15)], [span(1, 8)]],
    ["two side by side as one", [span(1, 8), span(8, 15), span(15, 22)], [own(15, 22)], [span(1, 15)]],
    [
      "what is left of one that was read in part",
      [span(1, 8), span(8, 15)],
      [byHand(3, 5), own(8, 15)],
      [span(1, 3), span(5, 8)],
    ],
    ["nothing that somebody made up for", [span(1, 8), span(8, 15), span(1, 8)], [own(1, 8), own(8, 15)], []],
  ])("%s", (_what, drafted, covered, gaps) => {
    expect(gapsIn(drafted, covered, lastEnd(drafted, covered)!)).toEqual(gaps);
  });

  test("whatever comes to nothing and when: gaps and windows that hold lie side by side up to where the next one begins", () => {
    const fates = fc.array(fc.boolean(), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fates, (holds) => {
        const drafted = holds.map((_one, index) => span(index + 1, index + 2));
        const covered = drafted.flatMap((one, index) => (holds[index] ? [{ ...one, scheduled: true }] : []));
        const end = lastEnd(drafted, covered)!;
        const all = [...covered, ...gapsIn(drafted, covered, end)].sort((one, other) => +one.since - +other.since);
        expect(all.reduce((at, { since, until }) => (expect(since).toEqual(at), until), day(1))).toEqual(end);
      }),
    );
  });
});
