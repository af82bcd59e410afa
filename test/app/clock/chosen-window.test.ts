import fc from "../../support/chance.ts";
import { describe, expect, test } from "vitest";
import { datesOf, resolveWindow, type TimeChoice } from "../../../app/clock/chosen-window.ts";
import { dateRange, type DateRange } from "../../../webhooks/contract/parameters.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";

const NOW = new Date("2026-11-16T09:30:15.500Z");
const instants = (since: string, until: string): TimeChoice => ({ preset: "instants", since, until });
const dates = (from: string, to: string): TimeChoice => ({ preset: "dates", from, to });

test.each<[string, TimeChoice, string, string, string, string]>([
  [
    "seven days, today included",
    { preset: "7d" },
    "UTC",
    "2026-11-16T09:30:15Z",
    "2026-11-10T00:00:00Z",
    "2026-11-16T09:30:15Z",
  ],
  [
    "fourteen days in Berlin",
    { preset: "14d" },
    "Europe/Berlin",
    "2026-11-16T09:30:15Z",
    "2026-11-02T23:00:00Z",
    "2026-11-16T09:30:15Z",
  ],
  ["a month", { preset: "month" }, "UTC", "2026-11-16T09:30:15Z", "2026-10-16T00:00:00Z", "2026-11-16T09:30:15Z"],
  [
    "a month back from a day that February lacks",
    { preset: "month" },
    "UTC",
    "2026-03-31T12:00:00Z",
    "2026-02-28T00:00:00Z",
    "2026-03-31T12:00:00Z",
  ],
  [
    "a month back into a leap year's February",
    { preset: "month" },
    "UTC",
    "2028-03-30T12:00:00Z",
    "2028-02-29T00:00:00Z",
    "2028-03-30T12:00:00Z",
  ],
  [
    "a month over the turn of the year",
    { preset: "month" },
    "UTC",
    "2026-01-31T12:00:00Z",
    "2025-12-31T00:00:00Z",
    "2026-01-31T12:00:00Z",
  ],
  [
    "both dates are included",
    dates("2026-11-02", "2026-11-08"),
    "UTC",
    "2026-11-16T09:30:15Z",
    "2026-11-02T00:00:00Z",
    "2026-11-09T00:00:00Z",
  ],
  [
    "one day",
    dates("2026-11-08", "2026-11-08"),
    "UTC",
    "2026-11-16T09:30:15Z",
    "2026-11-08T00:00:00Z",
    "2026-11-09T00:00:00Z",
  ],
  [
    "the day that Berlin's clocks go back has 25 hours",
    dates("2026-10-25", "2026-10-25"),
    "Europe/Berlin",
    "2026-11-16T09:30:15Z",
    "2026-10-24T22:00:00Z",
    "2026-10-25T23:00:00Z",
  ],
  [
    "the day that Berlin's clocks go forward has 23 hours",
    dates("2026-03-29", "2026-03-29"),
    "Europe/Berlin",
    "2026-11-16T09:30:15Z",
    "2026-03-28T23:00:00Z",
    "2026-03-29T22:00:00Z",
  ],
  [
    "the day that New York's clocks go back has 25 hours",
    dates("2026-11-01", "2026-11-01"),
    "America/New_York",
    "2026-11-16T09:30:15Z",
    "2026-11-01T04:00:00Z",
    "2026-11-02T05:00:00Z",
  ],
  [
    "the day that New York's clocks go forward has 23 hours",
    dates("2026-03-08", "2026-03-08"),
    "America/New_York",
    "2026-11-16T09:30:15Z",
    "2026-03-08T05:00:00Z",
    "2026-03-09T04:00:00Z",
  ],
  [
    "a day that begins at one, where midnight is skipped",
    dates("2026-09-06", "2026-09-06"),
    "America/Santiago",
    "2026-11-16T09:30:15Z",
    "2026-09-06T04:00:00Z",
    "2026-09-07T03:00:00Z",
  ],
  [
    "the last day of a month",
    dates("2026-02-28", "2026-02-28"),
    "UTC",
    "2026-11-16T09:30:15Z",
    "2026-02-28T00:00:00Z",
    "2026-03-01T00:00:00Z",
  ],
  [
    "a range into the future ends now",
    dates("2026-11-10", "2026-12-24"),
    "UTC",
    "2026-11-16T09:30:15Z",
    "2026-11-10T00:00:00Z",
    "2026-11-16T09:30:15Z",
  ],
  [
    "today is another day in New York",
    { preset: "7d" },
    "America/New_York",
    "2026-11-16T02:00:00Z",
    "2026-11-09T05:00:00Z",
    "2026-11-16T02:00:00Z",
  ],
  [
    "instants the wrong way round",
    instants("2026-11-10T08:00:00Z", "2026-11-10T09:00:00+01:00"),
    "UTC",
    "2026-11-16T09:30:15Z",
    "",
    "",
  ],
  [
    "instants mean themselves",
    instants("2026-11-10T08:00:00Z", "2026-11-11T08:00:00+01:00"),
    "UTC",
    "2026-11-16T09:30:15Z",
    "2026-11-10T08:00:00Z",
    "2026-11-11T07:00:00Z",
  ],
])("%s", (_what, range, time_zone, now, since, until) => {
  const resolve = () => resolveWindow(range, time_zone, new Date(now));

  if (since === "") expect(resolve).toThrow("The range ends before it begins.");
  else expect(resolve()).toEqual({ since, until, time_zone });
});

test("since the last one begins exactly where that ended, and ends now", () => {
  const last = new Date("2026-11-09T09:00:07.000Z");

  expect(resolveWindow({ preset: "last" }, "Europe/Berlin", NOW, { lastUntil: last })).toEqual({
    since: "2026-11-09T09:00:07Z",
    until: "2026-11-16T09:30:15Z",
    time_zone: "Europe/Berlin",
  });
});

test.each<[TimeChoice, string, string]>([
  [dates("2026-02-30", "2026-03-01"), "from", '"2026-02-30" is not a date.'],
  [dates("2026-11-01", "2026-11-31"), "to", '"2026-11-31" is not a date.'],
  [dates("2026-11-10T08:00:00Z", "2026-11-11T08:00:00Z"), "from", '"2026-11-10T08:00:00Z" is not a date.'],
  [instants("2026-11-10", "2026-11-11T08:00:00Z"), "window", "The window’s since is no time."],
  [
    instants("2025-11-14T08:00:00Z", "2026-11-15T08:00:01Z"),
    "window",
    "More than 366 days are too many for one update.",
  ],
  [dates("yesterday", "2026-11-01"), "from", '"yesterday" is not a date.'],
  [dates("", ""), "from", '"" is not a date.'],
  [dates("2026-11-09", "09.11.2026"), "to", '"09.11.2026" is not a date.'],
  [dates("2026-11-09T99:00:00Z", "2026-11-10"), "from", '"2026-11-09T99:00:00Z" is not a date.'],
  [dates("2026-11-09", "2026-11-08"), "to", "The range ends before it begins."],
  [dates("2026-11-17", "2026-11-18"), "from", "2026-11-17 has not come yet."],
  [{ preset: "last" }, "window", "There is no earlier update to continue from."],
])("the range %j is refused at its field %s", (range, path, message) => {
  const refused = caught(() => resolveWindow(range, "UTC", NOW));

  expect(refused).toMatchObject({ code: "invalid", details: [{ path, message }] });
});

test("a whole leap year is read, by days and by instants", () => {
  const since = "2025-11-15T00:00:00Z";
  const leap = { since, until: "2026-11-16T00:00:00Z", time_zone: "UTC" };

  expect(resolveWindow(dates("2025-11-15", "2026-11-15"), "UTC", NOW)).toEqual(leap);
  expect(resolveWindow(instants(since, leap.until), "UTC", NOW)).toEqual(leap);
  expect(dateRange.safeParse(leap).success).toBe(true);
});

describe("what somebody was shown", () => {
  const at = (until: string, since = "2026-11-10T00:00:00Z") => ({ since, until, time_zone: "UTC" });
  const resolved = (shown: DateRange, choice: TimeChoice = { preset: "7d" }) =>
    resolveWindow(choice, "UTC", NOW, { shown }).until;

  test("is what is read", () => {
    expect(resolved(at("2026-11-16T09:01:00Z"))).toBe("2026-11-16T09:01:00Z");
  });

  test.each([
    ["is old", at("2026-11-16T08:30:00Z")],
    ["began elsewhere", at("2026-11-16T09:01:00Z", "2026-11-09T00:00:00Z")],
    ["is still to come", at("2026-11-16T10:00:00Z")],
  ])("counts for nothing where it %s", (_what, shown) => {
    expect(resolved(shown)).toBe("2026-11-16T09:30:15Z");
  });

  test("cuts nothing off days that are over", () => {
    expect(resolved(at("2026-11-16T09:01:00Z"), dates("2026-11-10", "2026-11-12"))).toBe("2026-11-13T00:00:00Z");
  });
});

test("whatever is chosen, in any zone, the window is not empty, ends by now and has whole seconds", () => {
  const zone = fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Kiritimati",
  );
  const moment = fc.date({ min: new Date("2020-01-01T00:00:01Z"), max: new Date("2035-01-01"), noInvalidDate: true });
  const preset = fc.constantFrom("7d" as const, "14d" as const, "month" as const);
  fc.assert(
    fc.property(zone, moment, preset, (time_zone, now, chosen) => {
      const { since, until } = resolveWindow({ preset: chosen }, time_zone, now);
      expect(Date.parse(since)).toBeLessThan(Date.parse(until));
      expect(Date.parse(until)).toBeLessThanOrEqual(now.getTime());
      expect(since + until).not.toContain(".");
      const shown = datesOf({ preset: chosen }, time_zone, now);
      expect(resolveWindow({ preset: "dates", ...shown }, time_zone, now)).toEqual({ since, until, time_zone });
    }),
  );
});

function caught(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}
