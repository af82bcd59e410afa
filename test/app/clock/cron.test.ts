import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCron } from "../../../app/clock/cron.ts";
import { ruleWords, weeklyCron, weeklyOf } from "../../../app/clock/weekly.ts";

const count = (from: number, to: number, by = 1): number[] =>
  Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);

test("a star is everything", () => {
  expect(parseCron("* * * * *")).toEqual({
    minutes: count(0, 59),
    hours: count(0, 23),
    days: count(1, 31),
    months: count(1, 12),
    weekdays: count(0, 6),
    eitherDay: false,
  });
});

test.each<[string, keyof ReturnType<typeof parseCron>, unknown]>([
  ["5 9 * * 1", "minutes", [5]],
  ["*/20 9 * * 1", "minutes", [0, 20, 40]],
  ["10-40/15 9 * * 1", "minutes", [10, 25, 40]],
  ["0,30,15,15 9 * * 1", "minutes", [0, 15, 30]],
  ["0 9-11,17 * * 1", "hours", [9, 10, 11, 17]],
  ["0 9 1,15 * *", "days", [1, 15]],
  ["0 9 * jan,JUL-sep *", "months", [1, 7, 8, 9]],
  ["0 9 * * mon-fri", "weekdays", [1, 2, 3, 4, 5]],
  ["0 9 * * 5-7", "weekdays", [0, 5, 6]],
  ["0 9 * * 0,7", "weekdays", [0]],
  ["0 9 * * */3", "weekdays", [0, 3, 6]],
  ["0 9 13 * fri", "eitherDay", true],
  ["0 9 */2 * fri", "eitherDay", false],
])("%s: %s are %j", (text, field, values) => {
  expect(parseCron(text)[field]).toEqual(values);
});

test.each([
  "",
  "0 9 * *",
  "0 0 9 * * 1",
  "@weekly",
  "60 9 * * 1",
  "0 24 * * 1",
  "0 9 0 * *",
  "0 9 32 * *",
  "0 9 * 13 *",
  "0 9 * * 8",
  "0 9 * * monday",
  "0 9 * * mo",
  "0 9 jan * *",
  "-1 9 * * 1",
  "0 17-9 * * *",
  "0 9 * * fri-mon",
  "*/0 9 * * 1",
  "*/90 9 * * 1",
  "5/10 9 * * 1",
  "*-5 9 * * 1",
  "0,,5 9 * * 1",
  ", 9 * * 1",
  "0 9 L * *",
  "0 9 ? * 1",
  "0 9 * * 1#2",
  "1.5 9 * * 1",
  "1e1 9 * * 1",
  "0x5 9 * * 1",
  `${"0,".repeat(200)}0 9 * * 1`,
])("%j is refused, with how to write it", (text) => {
  expect(() => parseCron(text)).toThrow(
    expect.objectContaining({ code: "invalid", details: [expect.objectContaining({ path: "cron" })] }),
  );
});

const term = (from: number, to: number): fc.Arbitrary<{ text: string; values: number[] }> =>
  fc.oneof(
    fc.integer({ min: from, max: to }).map((value) => ({ text: String(value), values: [value] })),
    fc.constant({ text: "*", values: count(from, to) }),
    fc.integer({ min: 1, max: to }).map((by) => ({ text: `*/${by}`, values: count(from, to, by) })),
    fc
      .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }), fc.integer({ min: 1, max: to }))
      .map(([one, other, by]) => {
        const [first, last] = [Math.min(one, other), Math.max(one, other)];
        return { text: `${first}-${last}${by > 1 ? `/${by}` : ""}`, values: count(first, last, by) };
      }),
  );

const field = (from: number, to: number) =>
  fc.array(term(from, to), { minLength: 1, maxLength: 4 }).map((terms) => ({
    text: terms.map(({ text }) => text).join(","),
    values: [...new Set(terms.flatMap(({ values }) => values))].sort((one, other) => one - other),
  }));

test("whatever lists, ranges and steps are written, exactly their values are read, ascending", () => {
  const fields = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6));
  fc.assert(
    fc.property(fields, ([minute, hour, day, month, weekday]) => {
      const cron = parseCron([minute, hour, day, month, weekday].map(({ text }) => text).join(" "));
      expect([cron.minutes, cron.hours, cron.days, cron.months, cron.weekdays]).toEqual(
        [minute, hour, day, month, weekday].map(({ values }) => values),
      );
    }),
  );
});

test("anything else is refused and nothing worse happens", () => {
  const character = fc.constantFrom(..."0123456789*/-, amonjfsu?#L@\t\n".split(""));
  fc.assert(
    fc.property(fc.array(character, { maxLength: 30 }), (characters) => {
      try {
        const { minutes, hours, days, months, weekdays } = parseCron(characters.join(""));
        for (const values of [minutes, hours, days, months, weekdays]) expect(values.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toMatchObject({ code: "invalid" });
      }
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ["0 9 * * 1", "Every Monday at 09:00"],
  ["30 16 * * 1,4", "Every Monday and Thursday at 16:30"],
  ["0 9 * * *", "Every day at 09:00"],
  ["0 9 1 * *", "At 0 9 1 * * (cron)"],
  ["0 9 1-31 * 1", "At 0 9 1-31 * 1 (cron)"],
])("%s reads %j", (cron, words) => {
  expect(ruleWords(cron)).toBe(words);
});

test("weekdays and a time go into a cron line and come back", () => {
  const weekdays = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }).map((days) => days.sort());
  fc.assert(
    fc.property(weekdays, fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), (days, hour, minute) => {
      const time = `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
      expect(weeklyOf(weeklyCron({ weekdays: days, time }))).toEqual({ weekdays: days, time });
    }),
  );
});
