import { afterAll, beforeAll, expect, test } from "vitest";
import { arrive } from "../../../app/people/arrive.ts";
import { deactivate } from "../../../app/people/deactivate.ts";
import { looksLike, nameFor, visibleLine } from "../../../app/people/names.ts";
import { requireMay } from "../../../app/people/require-may.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import type { Person } from "../../../db/app/tables.ts";
import { BRIEF, CHANNEL, startTestApp, type TestApp } from "../../support/app.ts";

let app: TestApp;
let number = 0;

beforeAll(async () => void (app = await startTestApp()));
afterAll(() => app.stop());

/** Somebody new, who chose this name elsewhere. */
const called = async (name: string, email: string | null = `n${++number}@acme.example`): Promise<Person> =>
  arrive(app.deps, { openid: null, slack_user_id: `U0N${++number}`, email, name }, "slack");

test.each([
  ["a right-to-left override", "Ada\u202eevoL", "AdaevoL"],
  ["zero-width characters", "A\u200bd\u200da\ufeff", "Ada"],
  ["letters that fill and show nothing", "\u3164\u115fAda\u2800", "Ada"],
  ["lines and tabs", "Ada\r\n\tLove\u2028Lace", "Ada Love Lace"],
  ["control characters", "Ada\u0000\u0007\u009b31m", "Ada 31m"],
  ["tags that carry words nobody sees", "Ada\u{e0041}\u{e0042}", "Ada"],
  ["heaps of marks", `A${"\u0301".repeat(500)}da`, "\u00c1\u0301\u0301da"],
  ["letters in pieces", "Zoe\u0308", "Zo\u00eb"],
  ["half a letter", "Ada\ud800", "Ada\ufffd"],
])("a name is shown without %s", (_what, given, shown) => {
  expect(visibleLine(given)).toBe(shown);
});

test("a name has an end, and what is in brackets behind one is Pulse’s to write", () => {
  expect([...nameFor("a".repeat(100_000), null)]).toHaveLength(80);
  expect(nameFor("Ada (ada@acme.example)", null)).toBe("Ada ada acme.example");
  expect(nameFor("<!channel> *now*", null)).toBe("!channel *now*");
});

test.each(["Pulse", "PULSE", " pu\u200blse ", "Рulse", "Ρulѕe", "Pu1se", "𝐏𝐮𝐥𝐬𝐞", "P.u.l.s.e", "Pülse", "(Pulse)"])(
  "nobody is called as Pulse is: %s",
  (name) => {
    expect(nameFor(name, "bo@acme.example")).toBe("bo");
    expect(nameFor(name, "pulse@acme.example")).toBe("Somebody");
  },
);

test.each([
  "Mira Lindqvist",
  "mira  lindqvist",
  "Mіra Lіndqvіst",
  "Mira Lindqvist.",
  "Mirа Ⅼindqvist",
  "MIRA LINDQVIST",
  "Míra Lindqvist",
])("a second %s is told apart by an address, or by what Pulse calls them", async (name) => {
  const [known, unknown] = [await called(name), await called(name, null)];
  expect(known.name).toBe(`${nameFor(name, null)} (${known.email})`);
  expect(unknown.name).toBe(`${nameFor(name, null)} (${unknown.handle})`);
});

test("other names stay as they are, and one that is free again is nobody’s", async () => {
  expect(looksLike("Mira Lindqvist", "Mara Lindqvist")).toBe(false);
  expect(looksLike("日本", "中国")).toBe(false);
  expect(looksLike("😀", "😎")).toBe(false);
  const first = await called("Nils Holm");
  await deactivate(app.deps, app.mira, first.id);
  expect((await called("Nils Holm")).name).toBe("Nils Holm");
});

test("a refusal and the trail say which of two it is", async () => {
  const other = await called("Mira Lindqvist", "other@acme.example");
  await app.db.updateTable("app.people").set({ role: "admin" }).where("id", "=", other.id).execute();

  const refused = requireMay(app.db, { ...app.tobi }, "people.change");
  await expect(refused).rejects.toMatchObject({
    remedy: expect.stringContaining("Mira Lindqvist (other@acme.example)"),
  });
  const event = app.db.selectFrom("app.audit_events").select("detail").where("actor_id", "=", other.id);
  expect(await event.executeTakeFirst()).toMatchObject({ detail: { name: "Mira Lindqvist (other@acme.example)" } });
});

test("a profile is not called as another one looks", async () => {
  const values = { time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  const weekly = await saveProfile(app.deps, app.mira, { ...values, name: "Week\u200bly\u202e news" });
  expect(weekly.name).toBe("Weekly news");
  for (const name of ["Weekly news", "Wеekly news", "weekly-news"]) {
    await expect(saveProfile(app.deps, app.mira, { ...values, name })).rejects.toMatchObject({ code: "invalid" });
  }
});
