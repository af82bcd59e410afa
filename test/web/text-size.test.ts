import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startSession } from "../../app/people/start-session.ts";
import { save } from "../../app/updates/save.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { webApp } from "../../app/web/server.ts";
import { findPerson } from "../../db/app/people.ts";
import type { Update } from "../../db/app/tables.ts";
import { MAX_TEXT_CHARS } from "../../webhooks/contract/text-limit.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

/** Seconds of computing for one request: what grew with the square of a text took minutes. */
const MOST_CPU_S = 3;
const HEADINGS = "# a\n".repeat(MAX_TEXT_CHARS / 4);
const LONGER = "x".repeat(52_310);
const SENTENCE = "The text has 52,310 characters; 40,000 fit.";
const FIX = "Shorten it by 12,310.";

let app: TestApp;
let address: string;
let stop: () => Promise<void>;
let update: Update;

beforeAll(async () => {
  app = await startTestApp();
  const server = serve({ fetch: webApp(app.deps).fetch, hostname: "127.0.0.1", port: 0 });
  await new Promise((up) => server.once("listening", up));
  // Safe: a server that listens on a port has such an address.
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stop = () => new Promise((closed) => void server.close(() => closed()));
});
beforeEach(async () => {
  update = await app.written();
});
afterAll(async () => {
  await stop();
  await app.stop();
});

type Asked = { as?: string; htmx?: boolean; fields?: Record<string, string> };

/** One request over the wire, and what its answer cost. */
async function ask(path: string, { as = "mira", htmx = false, fields }: Asked = {}) {
  const person = await findPerson(app.db, as);
  if (!person) throw new Error(`There is no ${as}.`);
  const { token } = await startSession(app.deps, person);
  const before = process.cpuUsage();
  const answer = await fetch(`${address}/updates/${update.id}${path}`, {
    redirect: "manual",
    headers: { cookie: `__Host-pulse=${token}`, origin: address, ...(htmx && { "hx-request": "true" }) },
    ...(fields && { method: "POST", body: new URLSearchParams({ base_revision: "1", ...fields }) }),
  });
  const page = await answer.text();
  const { user } = process.cpuUsage(before);
  expect(user / 1e6).toBeLessThan(MOST_CPU_S);
  return { status: answer.status, page, location: answer.headers.get("location") };
}

describe("a text of as many headings as fit", () => {
  test("is previewed at once", async () => {
    const { status, page } = await ask("/preview", { htmx: true, fields: { markdown: HEADINGS } });
    expect(status).toBe(200);
    expect(page.match(/sl-h/g)).toHaveLength(10_000);
    expect(page).toContain("39,999 of 40,000 characters");
  });

  test("is kept, and opened by a viewer", async () => {
    const { page: kept } = await ask("/working-copy", { htmx: true, fields: { markdown: HEADINGS } });
    expect(kept).toContain("Kept as you type");
    const { status, page } = await ask("", { as: "lena" });
    expect(status).toBe(200);
    expect(page.match(/sl-h/g)).toHaveLength(10_000);
  });

  test("is approved into a handful of messages", async () => {
    app.pipelines.checks = async () => ({ checked_digest: "d", findings: [] });
    const { status, location } = await ask("/approval", { fields: { markdown: HEADINGS, override_reason: "Mine." } });
    expect([status, location]).toEqual([303, `/updates/${update.id}`]);
  });
});

test("a text from before there was a limit opens with the sentence instead of being drawn", async () => {
  const old = "# a\n".repeat(24_800);
  await app.db.updateTable("app.updates").set({ working_copy: old }).where("id", "=", update.id).execute();
  const { status, page } = await ask("", { as: "lena" });
  expect(status).toBe(200);
  expect(page).toContain("The text has 99,199 characters; 40,000 fit. Shorten it by 59,199.");
  expect((await ask("/why?line=1")).page).toContain("The text has 99,199 characters; 40,000 fit.");
  expect((await ask("/markdown")).page).toBe(old);
});

describe("a text that is longer than fits", () => {
  test("is not drawn while it is typed: the sentence stands where the preview was", async () => {
    const { page } = await ask("/preview", { htmx: true, fields: { markdown: "# a\n".repeat(24_800) } });
    expect(page).toContain("The text has 99,199 characters; 40,000 fit. Shorten it by 59,199.");
    expect(page).not.toContain("sl-h");
  });

  test("is not said to be kept", async () => {
    const { status, page } = await ask("/working-copy", { htmx: true, fields: { markdown: LONGER } });
    expect(status).toBe(422);
    expect(page).toContain(`<b>Not saved: ${SENTENCE}</b> ${FIX}`);
    expect(page).toContain('hx-target="#saved"');
    expect(page).not.toContain("Kept as you type");
    expect((await app.now(update)).working_copy).toBeNull();
  });

  test.each([
    ["saved", "/revisions"],
    ["put up for approval", "/approval-request"],
    ["approved", "/approval"],
    ["sent to oneself", "/self-post"],
  ])("is not %s by a form without script: it comes back in its field, with the sentence", async (_what, path) => {
    const { status, page } = await ask(path, { fields: { markdown: LONGER } });
    expect(status).toBe(422);
    expect(page).toContain(SENTENCE);
    expect(page).toContain(FIX);
    expect(page).toContain(`>${LONGER}</textarea>`);
    expect(page).not.toContain("Kept as you type");
    expect(await app.now(update)).toMatchObject({ revision: 1, state: "in_review", working_copy: null });
  });

  test("is not a correction either", async () => {
    await app.put(update.id, "posted");
    const { status, page } = await ask("/correction", { fields: { markdown: LONGER, correcting: "1" } });
    expect(status).toBe(422);
    expect(page).toContain(`>${LONGER}</textarea>`);
    expect(page).toContain(SENTENCE);
  });

  test("is refused by every operation, whoever calls it", async () => {
    const edited = { markdown: LONGER, base_revision: 1 };
    await expect(save(app.deps, app.mira, update.id, edited)).rejects.toThrow(SENTENCE);
    await expect(saveWorkingCopy(app.deps, app.mira, update.id, edited)).rejects.toThrow(SENTENCE);
  });
});

test.each([
  ["Chinese", "漢"],
  ["emoji", "🚢"],
  ["lines, which a plain form sends as two characters each", "a\n"],
])("40,000 characters of %s come through a form", async (_what, unit) => {
  const markdown = unit.repeat(MAX_TEXT_CHARS / unit.length);
  const { status } = await ask("/revisions", { fields: { markdown: markdown.replaceAll("\n", "\r\n") } });
  expect(status).toBe(303);
  expect((await app.now(update)).revision).toBe(2);
});
