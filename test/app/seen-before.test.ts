import { afterAll, beforeAll, expect, test } from "vitest";
import { seenBefore } from "../../app/updates/seen-before.ts";
import type { Update } from "../../db/app/tables.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

let app: TestApp;
let update: Update;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const at = (time: string) => new Date(`2026-11-29T${time}:00Z`);
/** Mira opens the page. */
const opens = (time: string, markdown: string, written_by: string | null = null) =>
  seenBefore(app.db, at(time), app.mira.id!, update, { markdown, written_by });

test("who looks for the first time has seen nothing before, and who looks again at the same text nothing else", async () => {
  update = await app.written();
  expect(await opens("10:00", "one")).toBeNull();
  expect(await opens("10:05", "one")).toBeNull();
});

test("what changed stands beside the text for an hour, however often its page is opened; then it is known", async () => {
  update = await app.written();
  await opens("10:00", "one");
  const before = { markdown: "one", at: at("10:00") };
  expect(await opens("11:00", "two")).toEqual(before);
  expect(await opens("11:59", "two")).toEqual(before);
  expect(await opens("12:01", "two")).toBeNull();
  expect(await opens("12:02", "two")).toBeNull();
  expect(await opens("12:30", "three")).toEqual({ markdown: "two", at: at("12:01") });
});

test("whoever reads along while somebody writes sees all that changed, not the last letter", async () => {
  update = await app.written();
  await opens("10:00", "one");
  const before = { markdown: "one", at: at("10:00") };
  expect(await opens("11:00", "one t", app.tobi.id)).toEqual(before);
  expect(await opens("11:01", "one tw", app.tobi.id)).toEqual(before);
  expect(await opens("11:02", "one two", app.tobi.id)).toEqual(before);
});

test("one's own words are no news, and what somebody else does to them is", async () => {
  update = await app.written();
  await opens("10:00", "one");
  expect(await opens("10:10", "mine", app.mira.id)).toBeNull();
  expect(await opens("10:20", "theirs", app.tobi.id)).toEqual({ markdown: "mine", at: at("10:10") });
});

test("each person has looked at another time", async () => {
  update = await app.written();
  await opens("10:00", "one");
  const tobi = (time: string, markdown: string) =>
    seenBefore(app.db, at(time), app.tobi.id!, update, { markdown, written_by: null });
  expect(await tobi("10:30", "two")).toBeNull();
  expect(await opens("10:40", "two")).toEqual({ markdown: "one", at: at("10:00") });
});
