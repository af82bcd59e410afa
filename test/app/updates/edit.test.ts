import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { approve } from "../../../app/updates/approve.ts";
import { loadUpdate } from "../../../app/updates/load.ts";
import { requestApproval } from "../../../app/updates/request-approval.ts";
import { save } from "../../../app/updates/save.ts";
import { saveWorkingCopy } from "../../../app/updates/save-working-copy.ts";
import { StaleText } from "../../../app/updates/text.ts";
import { MAX_TEXT_CHARS } from "../../../webhooks/contract/text-limit.ts";
import { listRevisions } from "../../../db/app/revisions.ts";
import { sha256 } from "../../../webhooks/contract/digest.ts";
import { startTestApp, TEXT, type TestApp, approving, OTHER_TEXT } from "../../support/app.ts";

let app: TestApp;

beforeAll(async () => void (app = await startTestApp()));
afterEach(() => Object.assign(app.pipelines, { findings: [], fails: null }));
afterAll(() => app.stop());

test("the text that comes back is revision 1, without an author, with its ledger and findings", async () => {
  const update = await app.written("# A\r\n\r\n- Cafe\u0301 (#12)  \r\n");

  expect(update).toMatchObject({ state: "in_review", revision: 1 });
  const [first] = await listRevisions(app.db, update.id);
  expect(first).toMatchObject({ markdown: "# A\n\n- Café (#12)\n", written_by: null, author_name: null });
  expect(first?.digest).toBe(sha256("# A\n\n- Café (#12)\n"));
  expect(update.ledger.map(({ disposition }) => disposition)).toEqual(["cited", "cited", "omitted"]);
});

test("saving makes a revision, equal text makes none, however its lines end", async () => {
  const update = await app.written();

  await save(app.deps, app.mira, update.id, { markdown: OTHER_TEXT, base_revision: 1 });
  const same = await save(app.deps, app.tobi, update.id, {
    markdown: `${OTHER_TEXT.replaceAll("\n", "\r\n")}\r\n \r\n`,
    base_revision: 2,
  });

  expect(same.revision).toBe(2);
  expect(await app.revisions(update)).toEqual([TEXT, OTHER_TEXT]);
  expect(await app.actions(update)).toEqual(["update.composed", "update.written", "update.revised"]);
});

test("typing keeps a working copy without a revision, and saving clears it", async () => {
  const update = await app.written();

  await saveWorkingCopy(app.deps, app.tobi, update.id, { markdown: "half a sen", base_revision: 1 });
  expect(await app.now(update)).toMatchObject({
    revision: 1,
    working_copy: "half a sen\n",
    working_copy_by: app.tobi.id,
  });
  expect((await loadUpdate(app.deps, app.mira, update.id)).text).toBe("half a sen\n");

  await save(app.deps, app.tobi, update.id, { markdown: TEXT, base_revision: 1 });
  expect(await app.now(update)).toMatchObject({ revision: 1, working_copy: null });
  expect(await app.actions(update)).toEqual(["update.composed", "update.written"]);
});

test.each([
  ["nothing", " \n"],
  ["too much", "x".repeat(MAX_TEXT_CHARS + 1)],
])("%s is no text: it is neither saved nor approved", async (_what, markdown) => {
  const update = await app.written();

  await expect(save(app.deps, app.mira, update.id, { markdown, base_revision: 1 })).rejects.toMatchObject({
    code: "invalid",
  });
  await expect(approve(app.deps, app.mira, update.id, approving(markdown, 1, "because"))).rejects.toMatchObject({
    code: "invalid",
  });
  expect(await app.revisions(update)).toEqual([TEXT]);
});

test("a stale text is refused with both texts in hand, and nothing is lost", async () => {
  const update = await app.written();
  await save(app.deps, app.mira, update.id, { markdown: OTHER_TEXT, base_revision: 1 });
  const mine = { markdown: "Mine\r\n", base_revision: 1 };

  for (const attempt of [
    () => save(app.deps, app.tobi, update.id, mine),
    () => saveWorkingCopy(app.deps, app.tobi, update.id, mine),
    () => requestApproval(app.deps, app.tobi, update.id, mine),
    () => approve(app.deps, app.tobi, update.id, { ...mine, override_reason: null }),
  ]) {
    const stale = await attempt().catch((error: unknown) => error);
    expect(stale).toBeInstanceOf(StaleText);
    expect(stale).toMatchObject({ code: "conflict", yours: "Mine\n", newest: { markdown: OTHER_TEXT, number: 2 } });
  }
  expect(await app.revisions(update)).toEqual([TEXT, OTHER_TEXT]);
  expect((await app.now(update)).state).toBe("in_review");
});

test("a text that is the newest one's twin is not stale, whatever it began with", async () => {
  const update = await app.written();
  await save(app.deps, app.mira, update.id, { markdown: OTHER_TEXT, base_revision: 1 });

  expect((await save(app.deps, app.tobi, update.id, { markdown: OTHER_TEXT, base_revision: 1 })).revision).toBe(2);
});

test("of two people who save at once one is told of the other's text", async () => {
  const update = await app.written();

  const both = await Promise.allSettled([
    save(app.deps, app.mira, update.id, { markdown: "Hers", base_revision: 1 }),
    save(app.deps, app.tobi, update.id, { markdown: "His", base_revision: 1 }),
  ]);

  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: expect.any(StaleText) });
  expect(await app.revisions(update)).toHaveLength(2);
});
