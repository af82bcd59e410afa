import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "../../app/deps.ts";
import type { Act } from "../../app/message/items/acts.ts";
import { readOutline } from "../../app/message/items/outline.ts";
import { measureApproved } from "../../app/feedback/measure-approved.ts";
import { approve } from "../../app/updates/approve.ts";
import { editItem } from "../../app/updates/edit-item.ts";
import { ledger } from "../../app/updates/ledger.ts";
import { requestChanges } from "../../app/updates/request-changes.ts";
import { save } from "../../app/updates/save.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { undoEdit } from "../../app/updates/undo-edit.ts";
import { DEFAULT_RULES, mayDo } from "../../app/people/policy.ts";
import { subjectOf } from "../../app/updates/require-may.ts";
import { listEditsOf } from "../../db/app/edits.ts";
import type { Update } from "../../db/app/tables.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

const TEXT =
  "# Harbor\n\n## New\n\n- A map (#12, mira)\n- A board (#13, lena)\n\n## Fixed\n\n- The import (#14, nkemp)\n";

let app: TestApp;
let update: Update;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
beforeEach(async () => {
  update = await app.written(TEXT);
});

const now = async () => {
  const { working_copy } = await app.now(update);
  return working_copy ?? (await app.revisions(update)).at(-1) ?? "";
};
const keyOf = async (words: string): Promise<string> =>
  readOutline(await now(), update.brief.sources).find((piece) => piece.words.includes(words))?.key ?? "";
const act = (who: Actor, one: Act) => editItem(app.deps, who, update.id, { act: one });
const names = async (who: Actor) => {
  const { done, undone } = await listEditsOf(app.db, update.id, who.id ?? "");
  return { done: done.map(({ name }) => name), undone: undone.map(({ name }) => name) };
};

test("what is done to an item stands in the text at once, and makes no revision", async () => {
  const { name, key } = await act(app.mira, { act: "down", key: await keyOf("A map") });

  expect(name).toBe("Moved #12 down");
  expect(key).toBe(await keyOf("A map"));
  expect(await now()).toContain("- A board (#13, lena)\n- A map (#12, mira)");
  expect(await app.revisions(update)).toEqual([TEXT]);
});

test("each thing is taken back by itself, to the first word, and done again", async () => {
  await act(app.mira, { act: "rewrite", key: await keyOf("A map"), words: "A new map" });
  await act(app.mira, { act: "leave_out", key: await keyOf("The import") });
  const last = await now();

  expect((await undoEdit(app.deps, app.mira, update.id, "undo")).name).toBe("Left out #14");
  expect(await now()).toContain("The import");
  expect(await names(app.mira)).toEqual({ done: ["Rewrote #12"], undone: ["Left out #14"] });
  await undoEdit(app.deps, app.mira, update.id, "undo");
  expect(await app.now(update)).toMatchObject({ working_copy: null, working_copy_by: null });
  await undoEdit(app.deps, app.mira, update.id, "redo");
  await undoEdit(app.deps, app.mira, update.id, "redo");
  expect(await now()).toBe(last);
  await expect(undoEdit(app.deps, app.mira, update.id, "redo")).rejects.toThrow("Nothing is left to do again.");
});

test("what is typed is one step for each stay, and one that ends where it began is none", async () => {
  const typed = (markdown: string) =>
    saveWorkingCopy(app.deps, app.mira, update.id, { markdown, base_revision: update.revision });
  await typed(TEXT.replace("A map", "A m"));
  await typed(TEXT.replace("A map", "A marina"));
  expect(await names(app.mira)).toEqual({ done: ["Typed in Markdown"], undone: [] });
  await undoEdit(app.deps, app.mira, update.id, "undo");
  expect(await now()).toBe(TEXT);

  await typed(TEXT.replace("A map", "A m"));
  await typed(TEXT);
  expect(await names(app.mira)).toEqual({ done: [], undone: [] });
});

test("an hour later it is another step", async () => {
  const typed = (markdown: string) =>
    saveWorkingCopy(app.deps, app.mira, update.id, { markdown, base_revision: update.revision });
  await typed(TEXT.replace("A map", "A m"));
  app.passTime(3_600_000);
  await typed(TEXT.replace("A map", "A marina"));

  await undoEdit(app.deps, app.mira, update.id, "undo");
  expect(await now()).toContain("- A m (#12");
});

test("two people at two items lose nothing, and each takes back what is their own", async () => {
  await act(app.mira, { act: "rewrite", key: await keyOf("A map"), words: "Mira’s map" });
  await act(app.tobi, { act: "rewrite", key: await keyOf("The import"), words: "Tobi’s import" });

  expect(await now()).toContain("Mira’s map");
  await undoEdit(app.deps, app.mira, update.id, "undo");
  expect(await now()).toContain("- A map (#12, mira)");
  expect(await now()).toContain("Tobi’s import");
});

test("two people who move the same item both get their way, the later one last", async () => {
  const key = await keyOf("A map");
  await act(app.mira, { act: "down", key });
  await act(app.tobi, { act: "down", key });

  expect(await now()).toContain("## Fixed\n\n- A map (#12, mira)\n- The import");
});

test("an item that somebody took out while it was rewritten is not rewritten, and the name is told", async () => {
  const key = await keyOf("A board");
  await act(app.tobi, { act: "leave_out", key });

  await expect(act(app.mira, { act: "rewrite", key, words: "A big board" })).rejects.toThrow(
    "Tobi Okafor changed that sentence meanwhile, or took it out.",
  );
  expect(await now()).not.toContain("board");
});

test("where others wrote in the same lines nothing is taken back", async () => {
  await act(app.mira, { act: "rewrite", key: await keyOf("A map"), words: "Mira’s map" });
  await act(app.tobi, { act: "rewrite", key: await keyOf("Mira’s map"), words: "Tobi’s map" });

  await expect(undoEdit(app.deps, app.mira, update.id, "undo")).rejects.toThrow(
    "“Rewrote #12” cannot be taken back: Tobi Okafor wrote in the same lines since.",
  );
  expect(await now()).toContain("Tobi’s map");
});

test("after somebody saved, what was done before can still be taken back", async () => {
  await act(app.mira, { act: "down", key: await keyOf("A map") });
  const markdown = await now();
  await save(app.deps, app.tobi, update.id, { markdown, base_revision: update.revision });
  await undoEdit(app.deps, app.mira, update.id, "undo");

  expect(await now()).toBe(TEXT);
  expect(await app.revisions(update)).toEqual([TEXT, markdown]);
});

test("a new text of the agent begins anew", async () => {
  await act(app.mira, { act: "down", key: await keyOf("A map") });
  const again = await requestChanges(app.deps, app.mira, update.id, { text: "Shorter", reasons: [] });
  await app.answered(again, `${TEXT}\n- More (#15, mira)\n`);

  expect(await names(app.mira)).toEqual({ done: [], undone: [] });
});

test("who saves what somebody else wrote has not written it", async () => {
  await act(app.tobi, { act: "rewrite", key: await keyOf("A map"), words: "Tobi’s map" });
  const { revision, id } = await app.now(update);
  const approved = await approve(app.deps, app.mira, id, {
    markdown: await now(),
    base_revision: revision,
    override_reason: null,
  });

  const written = await app.db
    .selectFrom("app.revisions")
    .select("written_by")
    .where("update_id", "=", id)
    .where("number", "=", approved.revision)
    .executeTakeFirstOrThrow();
  expect(written.written_by).toBe(app.tobi.id);
});

test("whoever may not edit does nothing to an item", async () => {
  await app.put(update.id, "approved");
  const key = await keyOf("A map");
  await expect(act(app.mira, { act: "down", key })).rejects.toThrow("This update is approved.");
});

test("why something was left out stands in the ledger, and with what people changed once it is approved", async () => {
  const lines = [12, 13, 14].map((number) => ({
    pr: `acme/harbor#${number}`,
    title: "A change",
    url: `https://github.test/${number}`,
    author: "mira",
    merged_at: "2026-11-24T10:00:00.000Z",
    disposition: "cited",
    reason: null,
  }));
  await app.db
    .updateTable("app.updates")
    .set({ ledger: JSON.stringify(lines) })
    .where("id", "=", update.id)
    .execute();
  const key = await keyOf("The import");
  await editItem(app.deps, app.mira, update.id, { act: { act: "leave_out", key }, reason: "not_worth_it" });

  const decided = await ledger(app.deps, app.mira, update.id);
  expect(decided.lines.find(({ pr }) => pr === "acme/harbor#14")).toMatchObject({
    disposition: "omitted",
    decided: { by: "person", because: "Taken out of the text: not worth telling" },
  });
  const { revision, id } = await app.now(update);
  await approve(app.deps, app.mira, id, { markdown: await now(), base_revision: revision, override_reason: null });
  while ((await measureApproved(app.deps)) > 0);
  const said = await app.db.selectFrom("app.feedback_reasons").selectAll().where("update_id", "=", id).execute();
  expect(said).toMatchObject([{ reason: "not_worth_it", person_id: app.mira.id }]);
});

test("a tab that is behind what somebody did to items overwrites none of it, be it their own or another’s", async () => {
  const typed = (markdown: string, base_copy: string) =>
    saveWorkingCopy(app.deps, app.mira, update.id, { markdown, base_revision: update.revision, base_copy });
  await act(app.tobi, { act: "rewrite", key: await keyOf("The import"), words: "Tobi’s import" });
  await act(app.mira, { act: "rewrite", key: await keyOf("A map"), words: "Mira’s map" });
  await expect(typed(TEXT.replace("A board", "A bold board"), "")).rejects.toThrow("Somebody saved a newer text");
  expect(await now()).toContain("Tobi’s import");

  const seen = (await app.now(update)).working_copy_at?.toISOString() ?? "";
  const { saved_at } = await typed((await now()).replace("A board", "A bold board"), seen);
  await typed((await now()).replace("A bold board", "A bolder board"), seen);
  expect(saved_at.toISOString()).not.toBe(seen);
  expect(await now()).toContain("A bolder board");
});

test("of several who edit items each is an author: under “not the author” none of them approves, and who took theirs back may", async () => {
  const rules = { ...DEFAULT_RULES, author_may_approve: false };
  const subject = async () => {
    const asked = await subjectOf(app.db, await app.now(update), new Date());
    return { ...asked, created_by: null, rules: [rules] };
  };
  const may = async ({ id }: Actor) =>
    mayDo({ id: id ?? "", role: "approver", deactivated_at: null, surface: "web" }, "approve", await subject()).ok;
  await act(app.tobi, { act: "rewrite", key: await keyOf("The import"), words: "Tobi’s import" });
  await act(app.mira, { act: "rewrite", key: await keyOf("A map"), words: "Mira’s map" });
  expect([await may(app.tobi), await may(app.mira)]).toEqual([false, false]);

  await undoEdit(app.deps, app.tobi, update.id, "undo");
  expect([await may(app.tobi), await may(app.mira)]).toEqual([true, false]);
});

test("what is posted is edited by item, too, and stands in Slack as it was until that is approved", async () => {
  await app.put(update.id, "posted");

  await act(app.mira, { act: "down", key: await keyOf("A map") });

  expect(await now()).toContain("- A board (#13, lena)\n- A map (#12, mira)");
  expect(await app.now(update)).toMatchObject({ state: "posted", revision: 1 });
  expect((await undoEdit(app.deps, app.mira, update.id, "undo")).name).toBe("Moved #12 down");
  expect(await now()).toBe(TEXT);
});

test("what is on its way to Slack is not edited", async () => {
  await app.put(update.id, "posting");
  await expect(act(app.mira, { act: "down", key: await keyOf("A map") })).rejects.toThrow("This update is");
});
