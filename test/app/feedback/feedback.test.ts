import { afterAll, beforeAll, expect, test } from "vitest";
import { changesOf } from "../../../app/feedback/changes.ts";
import { approvedTexts, type FeedbackFilter } from "../../../app/feedback/approved-texts.ts";
import { measureApproved } from "../../../app/feedback/measure-approved.ts";
import { sayWhy } from "../../../app/feedback/say-why.ts";
import { approve } from "../../../app/updates/approve.ts";
import { correct } from "../../../app/updates/correct.ts";
import { edit } from "../../../app/updates/edit.ts";
import { loadUpdate } from "../../../app/updates/load.ts";
import { requestChanges } from "../../../app/updates/request-changes.ts";
import { postElsewhere } from "../../../app/updates/post-elsewhere.ts";
import { changePerson } from "../../../db/app/people.ts";
import type { Update } from "../../../db/app/tables.ts";
import { inTransaction } from "../../../db/connect.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { startTestApp, TEXT, type TestApp } from "../../support/app.ts";

let app: TestApp;

beforeAll(async () => void (app = await startTestApp()));
afterAll(() => app?.stop());

const ALL: FeedbackFilter = { weeks: 26, profile: "", version: "", writer: "" };
const EDITED = TEXT.replace("in half the time", "twice as fast");

async function approved(markdown: string, brief = {}): Promise<Update> {
  const update = await app.written(TEXT, { brief });
  await approve(app.deps, app.tobi, update.id, { markdown, base_revision: 1, override_reason: null });
  return app.now(update);
}

async function rowOf({ id }: Update) {
  await measureApproved(app.deps);
  const { rows } = await approvedTexts(app.deps, app.mira, ALL, "Europe/Berlin");
  return rows.find(({ update_id }) => update_id === id);
}

const changesIn = async ({ id }: Update) => changesOf(app.db, await loadUpdate(app.deps, app.mira, id));
const keyOf = async (update: Update) =>
  (await changesIn(update))?.items.find(({ fate }) => fate === "edited")?.key ?? "";

test("an approved text counts with what became of its items, its work, its time, its version and its writer", async () => {
  expect(await rowOf(await approved(EDITED))).toMatchObject({
    kept: 1,
    edited: 1,
    removed: 0,
    added: 0,
    effort: expect.closeTo(0.2, 0),
    template: "what-shipped",
    version: 1,
    writer: "rules",
    faults: 0,
    flags: 0,
  });
});

test("what is not approved, what was taken back and what is a copy do not count", async () => {
  const waits = await app.written();
  const back = await approved(TEXT);
  expect(await rowOf(back)).toBeDefined();
  await edit(app.deps, app.tobi, back.id);
  const posted = await approved(TEXT);
  await app.put(posted.id, "posted");
  const copy = await postElsewhere(app.deps, app.tobi, posted.id, { channel: { id: "C0GEN", name: "general" } });
  await approve(app.deps, app.tobi, copy.id, { markdown: EDITED, base_revision: 1, override_reason: null });
  for (const one of [waits, back, copy]) expect(await rowOf(one)).toBeUndefined();
});

test("approved once more, the last text counts, and the time to the first approval", async () => {
  const update = await approved(TEXT);
  const first = await rowOf(update);
  expect(first).toMatchObject({ kept: 2, edited: 0 });
  await edit(app.deps, app.tobi, update.id);
  await approve(app.deps, app.tobi, update.id, { markdown: EDITED, base_revision: 1, override_reason: null });
  expect(await rowOf(update)).toMatchObject({ kept: 1, edited: 1, approved_at: first?.approved_at });
});

test("a text that was written anew is compared with the newest that the agent wrote before it", async () => {
  const update = await app.written("# Old\n\n- Something else (#12)\n");
  await requestChanges(app.deps, app.mira, update.id, { text: "Tell of search.", reasons: [] });
  const written = await app.answered(await app.now(update), TEXT);
  await approve(app.deps, app.tobi, update.id, {
    markdown: TEXT,
    base_revision: written.revision,
    override_reason: null,
  });
  expect(await rowOf(update)).toMatchObject({ kept: 2, edited: 0, removed: 0 });
});

test("who wrote it is asked of the pipelines where the brief left it to them, and waits while they are away", async () => {
  const update = await approved(TEXT, { llm_model: "default" });
  app.pipelines.fails = new Problem("unavailable", "They do not answer.", "Try again.");
  expect(await rowOf(update)).toBeUndefined();
  app.pipelines.fails = null;
  const { run_id } = await app.db
    .selectFrom("app.generations")
    .select("run_id")
    .where("update_id", "=", update.id)
    .executeTakeFirstOrThrow();
  const run = { parameters: { llm_model: "small-writer" } } as never;
  app.pipelines.answers.set(run_id ?? "", run);
  expect(await rowOf(update)).toMatchObject({ writer: "small-writer" });
});

test("nothing is measured twice", async () => {
  await approved(TEXT);
  while ((await measureApproved(app.deps)) > 0);
  expect(await measureApproved(app.deps)).toBe(0);
});

test("why a sentence was changed is said and taken back, once each, and audited", async () => {
  const update = await approved(EDITED);
  const item = await keyOf(update);
  const say = (on: boolean) => sayWhy(app.deps, app.mira, update.id, { item, reason: "wrong", on });
  await say(true);
  await say(true);
  expect((await changesIn(update))?.given).toEqual([{ item, reason: "wrong", name: "Mira Lindqvist" }]);
  expect(await rowOf(update)).toMatchObject({ reasons: { wrong: 1 } });
  await say(false);
  await say(false);
  expect((await changesIn(update))?.given).toEqual([]);
  const events = app.db
    .selectFrom("app.audit_events")
    .select("action")
    .where("update_id", "=", update.id)
    .where("action", "like", "reason.%");
  expect((await events.orderBy("at").execute()).map(({ action }) => action)).toEqual([
    "reason.given",
    "reason.taken_back",
  ]);
});

test("a correction keeps what was said of sentences that are still changed", async () => {
  const update = await approved(EDITED);
  const item = await keyOf(update);
  await sayWhy(app.deps, app.mira, update.id, { item, reason: "wording", on: true });
  await app.put(update.id, "posted");
  await app.db
    .updateTable("app.delivery_parts")
    .set({ state: "posted", ts: "1.1" })
    .where("delivery_id", "in", (eb) => eb.selectFrom("app.deliveries").select("id").where("update_id", "=", update.id))
    .execute();
  const markdown = EDITED.replace("remembers you", "knows you");
  await correct(app.deps, app.tobi, update.id, { markdown, base_revision: 2, override_reason: null });
  expect((await changesIn(update))?.given).toHaveLength(1);
  expect(await rowOf(update)).toMatchObject({ kept: 0, edited: 2, reasons: { wording: 1 } });
});

test("of what was not changed nobody says why, nor of what is not approved", async () => {
  const update = await approved(EDITED);
  const kept = (await changesIn(update))?.items.find(({ fate }) => fate === "kept")?.key ?? "";
  const say = ({ id }: Update, item: string) => sayWhy(app.deps, app.mira, id, { item, reason: "tone", on: true });
  await expect(say(update, kept)).rejects.toMatchObject({ code: "invalid" });
  await expect(say(update, "nothing")).rejects.toMatchObject({ code: "invalid" });
  await expect(say(await approved(TEXT), "")).rejects.toMatchObject({ code: "conflict" });
  await expect(say(await app.written(), "")).rejects.toMatchObject({ code: "conflict" });
});

test("whoever may not change a text does not say why it was, and the refusal is written down", async () => {
  const update = await approved(EDITED);
  await inTransaction(app.db, (tx) => changePerson(tx, app.mira.id ?? "", { role: "viewer" }));
  const said = sayWhy(app.deps, app.mira, update.id, { item: "", reason: "tone", on: true });
  await expect(said).rejects.toMatchObject({ code: "forbidden" });
  await inTransaction(app.db, (tx) => changePerson(tx, app.mira.id ?? "", { role: "admin" }));
  expect((await changesIn(update))?.given).toEqual([]);
});

test("another team's texts are nobody's business", async () => {
  await rowOf(await approved(TEXT));
  const stranger = { ...app.mira, team_id: "019a0000-0000-7000-8000-00000000beef" };
  expect((await approvedTexts(app.deps, stranger, ALL, "UTC")).all).toEqual([]);
});
