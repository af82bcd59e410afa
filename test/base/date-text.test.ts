import { expect, test } from "vitest";
import { dateText } from "../../base/date-text.ts";

const NOW = new Date("2026-11-20T10:00:00Z");
const at = (time: string, zone = "UTC", now = NOW) =>
  dateText(new Date(time), now, { timeZone: zone, weekday: true, clock: true });

test("a date of this year has no year, and one of another year has its own", () => {
  expect(dateText(new Date("2026-01-01T00:00:00Z"), NOW, { timeZone: "UTC" })).toBe("1 Jan");
  expect(dateText(new Date("2025-12-31T23:59:59Z"), NOW, { timeZone: "UTC" })).toBe("31 Dec 2025");
  expect(at("2026-11-09T14:05:00Z")).toBe("Mon 9 Nov, 14:05");
  expect(at("2027-01-04T08:00:00Z")).toBe("Mon 4 Jan 2027, 08:00");
});

test("where nobody knows when it is read, the year stands there", () => {
  expect(dateText(NOW, null, { timeZone: "UTC", clock: true })).toBe("20 Nov 2026, 10:00");
});

test("which year it is, is asked on the clocks of the place", () => {
  const late = new Date("2026-12-31T20:00:00Z");
  expect(at("2026-12-31T22:30:00Z", "Asia/Tokyo", late)).toBe("Fri 1 Jan, 07:30");
  expect(at("2026-12-31T22:30:00Z", "UTC", new Date("2027-01-01T08:00:00Z"))).toBe("Thu 31 Dec 2026, 22:30");
  expect(at("2026-12-31T22:30:00Z", "Europe/Berlin", new Date("2027-01-01T08:00:00Z"))).toBe("Thu 31 Dec 2026, 23:30");
});
