import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCron } from "../../../app/clock/cron.ts";
import { lastSlots, nextSlots, slotsBetween } from "../../../app/clock/slots.ts";

const next = (cron: string, time_zone: string, after: string, count = 1): string[] =>
  nextSlots({ cron, time_zone }, new Date(after), count).map((slot) => slot.toISOString().slice(0, 16));

test.each<[what: string, cron: string, zone: string, after: string, slots: string[]]>([
  ["Mondays in Berlin", "0 9 * * 1", "Europe/Berlin", "2026-11-21T00:00Z", ["2026-11-23T08:00", "2026-11-30T08:00"]],
  ["a slot is after, not at", "0 9 * * 1", "UTC", "2026-11-23T09:00Z", ["2026-11-30T09:00"]],
  ["a millisecond before counts", "0 9 * * 1", "UTC", "2026-11-23T08:59:59.999Z", ["2026-11-23T09:00"]],
  ["half hours of Kolkata", "0 9 * * 1", "Asia/Kolkata", "2026-11-21T00:00Z", ["2026-11-23T03:30"]],
  ["Monday comes early in Auckland", "0 9 * * 1", "Pacific/Auckland", "2026-11-21T00:00Z", ["2026-11-22T20:00"]],
  ["the 13th or a Friday", "0 9 13 * 5", "UTC", "2026-11-08T00:00Z", ["2026-11-13T09:00", "2026-11-20T09:00"]],
  ["the last day only some months have", "0 9 31 * *", "UTC", "2026-11-01T00:00Z", ["2026-12-31T09:00"]],
  ["leap days", "0 0 29 2 *", "UTC", "2026-01-01T00:00Z", ["2028-02-29T00:00", "2032-02-29T00:00"]],
  ["a day that never comes", "0 0 30 2 *", "UTC", "2026-01-01T00:00Z", []],
  [
    "Berlin's lost 02:30 is at 03:00 that day",
    "30 2 * * *",
    "Europe/Berlin",
    "2026-03-28T00:00Z",
    ["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"],
  ],
  ["the first time of a gap", "0 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", ["2026-03-29T01:00"]],
  [
    "of all that is lost in a gap one is left",
    "*/20 1-3 * * *",
    "Europe/Berlin",
    "2026-03-29T00:30Z",
    ["2026-03-29T00:40", "2026-03-29T01:00", "2026-03-29T01:20", "2026-03-29T01:40"],
  ],
  [
    "Berlin's 02:30 that comes twice happens once",
    "30 2 * * *",
    "Europe/Berlin",
    "2026-10-24T12:00Z",
    ["2026-10-25T00:30", "2026-10-26T01:30"],
  ],
  ["not again in the second one", "30 2 * * *", "Europe/Berlin", "2026-10-25T00:45Z", ["2026-10-26T01:30"]],
  ["New York's lost 02:30", "30 2 * * 0", "America/New_York", "2026-03-08T00:00Z", ["2026-03-08T07:00"]],
  ["New York's double 01:30", "30 1 * * 0", "America/New_York", "2026-11-01T00:00Z", ["2026-11-01T05:30"]],
  ["a midnight that is skipped", "0 0 * * 0", "America/Santiago", "2026-09-05T12:00Z", ["2026-09-06T04:00"]],
  ["a whole day that is skipped", "0 9 30 12 *", "Pacific/Apia", "2011-12-29T00:00Z", ["2011-12-30T10:00"]],
  ["a gap of half an hour", "15 2 * * 0", "Australia/Lord_Howe", "2026-10-03T12:00Z", ["2026-10-03T15:30"]],
])("%s", (_what, cron, zone, after, slots) => {
  expect(next(cron, zone, after, Math.max(1, slots.length))).toEqual(slots);
});

const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Australia/Lord_Howe"];
const zone = fc.constantFrom(...ZONES, "America/Santiago", "Pacific/Chatham", "Africa/Casablanca", "America/Nuuk");
const moment = fc.date({ min: new Date("2020-01-01"), max: new Date("2035-01-01"), noInvalidDate: true });
const number = (from: number, to: number) => fc.integer({ min: from, max: to }).map(String);
const anyCron = fc
  .tuple(
    fc.oneof(number(0, 59), fc.constantFrom("*/15", "0,30", "5-55/10")),
    fc.oneof(number(0, 23), fc.constantFrom("*", "1-3", "*/6", "22,23,0")),
    fc.oneof(fc.constant("*"), number(1, 28), fc.constantFrom("1-7", "*/10")),
    fc.oneof(fc.constant("*"), fc.constantFrom("3,10", "*/2")),
    fc.oneof(fc.constant("*"), number(0, 7), fc.constantFrom("1-5", "0,6")),
  )
  .map((fields) => fields.join(" "));

test("in any zone slots ascend, show the asked time on the clock unless it was skipped, and none of it twice", () => {
  fc.assert(
    fc.property(anyCron, zone, moment, (cron, time_zone, after) => {
      const slots = nextSlots({ cron, time_zone }, after, 30);
      expect(slots).toHaveLength(30);
      const clocks = slots.map((slot) => clockOf(slot, time_zone));
      const { hours, minutes } = parseCron(cron);
      slots.forEach((slot, index) => {
        expect(slot.getTime()).toBeGreaterThan((slots[index - 1] ?? after).getTime());
        const { hour, minute } = clocks[index]!;
        const asked = hours.includes(hour) && minutes.includes(minute);
        if (!asked) expect(offset(slot, time_zone)).toBeGreaterThan(offset(new Date(slot.getTime() - 1), time_zone));
      });
      expect(new Set(clocks.map(({ text }) => text)).size).toBe(30);
    }),
  );
});

test("a daily time comes every day, however the clocks change", () => {
  const time = fc.tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 4 }));
  fc.assert(
    fc.property(time, zone, moment, ([minute, hour], time_zone, after) => {
      const slots = nextSlots({ cron: `${minute} ${hour} * * *`, time_zone }, after, 370);
      slots.slice(1).forEach((slot, index) => {
        const hours = (slot.getTime() - slots[index]!.getTime()) / 3_600_000;
        expect([hours >= 22, hours <= 26]).toEqual([true, true]);
      });
    }),
    { numRuns: 30 },
  );
});

test("in UTC the next slot is the first minute that fits, by counting minutes", () => {
  fc.assert(
    fc.property(anyCron, moment, (cron, after) => {
      const [slot] = nextSlots({ cron, time_zone: "UTC" }, after, 1);
      expect(slot).toEqual(byCounting(cron, after, slot!));
    }),
    { numRuns: 40 },
  );
});

test("wherever one begins to look, it is the same slots", () => {
  fc.assert(
    fc.property(anyCron, zone, moment, fc.integer({ min: 0, max: 19 }), (cron, time_zone, after, from) => {
      const rule = { cron, time_zone };
      const slots = nextSlots(rule, after, 20);
      expect(nextSlots(rule, slots[from]!, 19 - from)).toEqual(slots.slice(from + 1));
      expect(slotsBetween(rule, after, slots[from]!)).toEqual(slots.slice(0, from + 1));
      expect(lastSlots(rule, slots[from]!, 1)).toEqual([slots[from]]);
    }),
    { numRuns: 40 },
  );
});

function byCounting(cron: string, after: Date, limit: Date): Date | undefined {
  const { minutes, hours, days, months, weekdays, eitherDay } = parseCron(cron);
  for (let at = Math.floor(after.getTime() / 60_000) * 60_000 + 60_000; at <= limit.getTime(); at += 60_000) {
    const time = new Date(at);
    const [date, weekday] = [days.includes(time.getUTCDate()), weekdays.includes(time.getUTCDay())];
    const day = eitherDay ? date || weekday : date && weekday;
    const month = months.includes(time.getUTCMonth() + 1);
    if (day && month && hours.includes(time.getUTCHours()) && minutes.includes(time.getUTCMinutes())) return time;
  }
  return undefined;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function clockOf(slot: Date, timeZone: string): { hour: number; minute: number; text: string } {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "short", timeStyle: "short", hourCycle: "h23" });
  formats.set(timeZone, format);
  const text = format.format(slot);
  const [hour = 0, minute = 0] = text.slice(-5).split(":").map(Number);
  return { hour, minute, text };
}

function offset(at: Date, timeZone: string): number {
  const name = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).format(at);
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
