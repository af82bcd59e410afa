import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { DEFAULT_RULES, mayDo } from "../../app/people/policy.ts";
import { readOutline } from "../../app/message/items/outline.ts";
import { editItem } from "../../app/updates/edit-item.ts";
import { lastWriter } from "../../app/updates/last-writer.ts";
import { loadUpdate } from "../../app/updates/load.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { subjectOf } from "../../app/updates/require-may.ts";
import { offerDigest, takeOffer } from "../../app/updates/take-offer.ts";
import { undoEdit } from "../../app/updates/undo-edit.ts";
import type { Actor } from "../../app/deps.ts";
import { listAudit } from "../../db/app/audit.ts";
import { listRevisions } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

const SENTENCE = "- Events are tried again after 30 seconds (#12, mira)";
const TEXT = `# Harbor\n\n## New\n\n${SENTENCE}\n- A board (#13, lena)\n`;
const RIGHT = TEXT.replace("30", "38");
const FOUND: Finding = {
  key: "number",
  check: "H8",
  severity: "flag",
  message: "The item of #12 says 30, which is nowhere in its pull request.",
  fix: "Take 30 out, or use the numbers that stand there.",
  line: 5,
  prs: ["acme/harbor#12"],
  offer: { from: "30", to: "38", says: "#12 says “38 seconds”." },
};
const seenAs = (sentence: string, from: string, to: string) => ({
  sentence,
  digest: offerDigest(sentence, { from, to }),
});
const SEEN = seenAs(SENTENCE, "30", "38");

let app: TestApp;
let update: Update;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
beforeEach(async () => {
  app.pipelines.findings = [FOUND];
  update = await app.written(TEXT);
  await app.db.deleteFrom("app.findings").execute();
});

const take = (who: Actor, seen: typeof SEEN | null = SEEN) =>
  takeOffer(app.deps, who, update.id, { finding_key: "number", seen });
const revisions = async () =>
  (await listRevisions(app.db, update.id)).map(({ markdown, written_by, taken_from, note }) => ({
    markdown,
    written_by,
    taken_from,
    note,
  }));
const SECOND = [{ ...DEFAULT_RULES, author_may_approve: false }];

async function mayApprove(who: Actor): Promise<boolean> {
  const subject = await subjectOf(app.db, await app.now(update), new Date());
  const asker = { id: who.id ?? "", role: "author", surface: "web", deactivated_at: null } as const;
  return mayDo(asker, "approve", { ...subject, created_by: null, rules: SECOND }).ok;
}

test("what a check offers becomes a revision of the checks, written down with whoever took it over", async () => {
  const { name, sentence } = await take(app.tobi);

  expect(name).toBe("Wrote 38 for 30");
  expect(sentence).not.toBe("");
  expect(await revisions()).toEqual([
    expect.objectContaining({ markdown: TEXT, written_by: null, taken_from: null }),
    { markdown: RIGHT, written_by: null, taken_from: "H8", note: "Wrote 38 for 30" },
  ]);
  expect((await listAudit(app.db, update.id)).at(-1)).toMatchObject({
    action: "offer.taken",
    actor_name: app.tobi.name,
    detail: { check: "H8", finding_key: "number", from: "30", to: "38", revision: 2 },
  });
  expect((await lastWriter(app.db, await app.now(update))).name).toBe("the checks");
});

test("whoever takes it over is no author, and may approve it where another person has to", async () => {
  await take(app.tobi);

  expect(await mayApprove(app.tobi)).toBe(true);
});

test("what somebody was typing stays theirs, as a revision before", async () => {
  const typed = TEXT.replace("A board", "A whole board");
  await saveWorkingCopy(app.deps, app.mira, update.id, { markdown: typed, base_revision: 1 });

  await take(app.tobi);

  expect(await revisions()).toEqual([
    expect.objectContaining({ markdown: TEXT }),
    expect.objectContaining({ markdown: typed, written_by: app.mira.id, taken_from: null }),
    expect.objectContaining({ markdown: typed.replace("30", "38"), written_by: null, taken_from: "H8" }),
  ]);
  expect((await app.now(update)).working_copy).toBeNull();
  expect([await mayApprove(app.mira), await mayApprove(app.tobi)]).toEqual([false, true]);
});

test("the agent's text stays the agent's", async () => {
  await take(app.tobi);

  expect((await loadUpdate(app.deps, app.tobi, update.id)).agent_text).toBe(TEXT);
});

test("it is taken back like anything else, and makes nobody an author then either", async () => {
  await take(app.tobi);

  expect((await undoEdit(app.deps, app.tobi, update.id, "undo")).name).toBe("Wrote 38 for 30");
  expect((await loadUpdate(app.deps, app.tobi, update.id)).text).toBe(TEXT);
  expect((await revisions()).at(-1)).toMatchObject({ written_by: null, taken_from: "H8" });
  expect((await app.now(update)).working_copy).toBeNull();
  expect(await mayApprove(app.tobi)).toBe(true);

  await undoEdit(app.deps, app.tobi, update.id, "redo");
  expect((await loadUpdate(app.deps, app.tobi, update.id)).text).toBe(RIGHT);
  expect(await mayApprove(app.tobi)).toBe(true);
});

test("a sentence that was changed meanwhile is left alone, and both are said", async () => {
  const words = "Events are tried again at once";
  const key = readOutline(TEXT, update.brief.sources).find(({ line }) => line === 5)?.key ?? "";
  await editItem(app.deps, app.mira, update.id, { act: { act: "rewrite", key, words } });

  await expect(take(app.tobi)).rejects.toMatchObject({
    code: "conflict",
    message: `The sentence was changed meanwhile, so nothing was taken over. It said “Events are tried again after 30 seconds (#12, mira)”, and says “${words} (#12, mira)” now.`,
  });
  expect(await revisions()).toHaveLength(1);
});

test("a sentence that is gone is said to be", async () => {
  const key = readOutline(TEXT, update.brief.sources).find(({ line }) => line === 5)?.key ?? "";
  await editItem(app.deps, app.mira, update.id, { act: { act: "leave_out", key } });

  await expect(take(app.tobi)).rejects.toMatchObject({ message: expect.stringContaining("; it is gone now.") });
});

test("nothing else is taken over than what was shown", async () => {
  await expect(take(app.tobi, seenAs(SENTENCE, "30", "40"))).rejects.toMatchObject({ code: "conflict" });
  await expect(takeOffer(app.deps, app.tobi, update.id, { finding_key: "other", seen: null })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(await revisions()).toHaveLength(1);
});

test("of two who press at once, one takes it over and the other is told", async () => {
  const both = await Promise.allSettled([take(app.tobi), take(app.mira)]);

  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await revisions()).toHaveLength(2);
});

test("other lines may have moved meanwhile", async () => {
  const typed = TEXT.replace("## New", "Everything of the week.\n\n## New");
  app.pipelines.findings = [{ ...FOUND, line: 7 }];
  await saveWorkingCopy(app.deps, app.mira, update.id, { markdown: typed, base_revision: 1 });

  await take(app.tobi);

  expect((await revisions()).at(-1)?.markdown).toBe(typed.replace("30", "38"));
});

test("a line that is missing is told in its section, above all others, and no longer only counted", async () => {
  const counted = `${TEXT}\n## Also merged\n\n- 2 internal changes (#14, #15)\n`;
  const offer = { from: "", to: "- Page all lists by cursor (#14, nkemp)", section: "Breaking changes", says: "" };
  app.pipelines.findings = [{ ...FOUND, line: null, prs: ["acme/harbor#14"], offer }];
  update = await app.written(counted);
  await app.db.deleteFrom("app.findings").execute();

  const { name } = await take(app.tobi, seenAs("", "", offer.to));

  expect(name).toBe("Told #14");
  expect((await revisions()).at(-1)?.markdown).toBe(
    `# Harbor\n\n## Breaking changes\n\n${offer.to}\n\n## New\n\n${SENTENCE}\n- A board (#13, lena)\n\n## Also merged\n\n- 1 internal changes (#15)\n`,
  );
});

test("whoever may not change a text takes nothing over", async () => {
  const viewer = { ...app.tobi, role: "viewer" as const };
  await app.db
    .updateTable("app.people")
    .set({ role: "viewer" })
    .where("id", "=", app.tobi.id ?? "")
    .execute();

  await expect(take(viewer)).rejects.toMatchObject({ code: "forbidden" });
  await app.db
    .updateTable("app.people")
    .set({ role: "approver" })
    .where("id", "=", app.tobi.id ?? "")
    .execute();
});
