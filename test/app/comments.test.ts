import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { placeComments } from "../../app/feedback/place-comments.ts";
import { OWN_LIMITS } from "../../app/limits.ts";
import { sentencesOf } from "../../app/message/sentences.ts";
import { comment } from "../../app/updates/comment.ts";
import { markCommentDone } from "../../app/updates/mark-comment-done.ts";
import { requestChanges } from "../../app/updates/request-changes.ts";
import { save } from "../../app/updates/save.ts";
import { takeBackComment } from "../../app/updates/take-back-comment.ts";
import { listOpenComments } from "../../db/app/comments.ts";
import type { Role, Update } from "../../db/app/tables.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { BRIEF, startTestApp, TEXT, type TestApp } from "../support/app.ts";

let app: TestApp;
let update: Update;
beforeAll(async () => {
  app = await startTestApp();
});
beforeEach(async () => {
  update = await app.written();
});
afterAll(() => app?.stop());

const sentences = (text: string) => sentencesOf(text, { sources: BRIEF.sources, ledger: [] });
const keyOf = (words: string, text = TEXT): string => sentences(text).find((one) => one.words.includes(words))!.key;
const say = (said: string, sentence_key = keyOf("half the time"), who = app.tobi) =>
  comment(app.deps, who, update.id, { sentence_key, said });
const open = () => listOpenComments(app.db, update.id);
async function placed(text: string): Promise<(string | undefined)[]> {
  const comments = await open();
  const places = placeComments(comments, sentences(text));
  return comments.map(({ id }) => places.get(id)?.words);
}
async function asRole(role: Role, work: () => Promise<unknown>): Promise<unknown> {
  const of = (wanted: Role) =>
    app.db.updateTable("app.people").set({ role: wanted }).where("id", "=", app.tobi.id!).execute();
  const { role: was } = await app.db
    .selectFrom("app.people")
    .select("role")
    .where("id", "=", app.tobi.id!)
    .executeTakeFirstOrThrow();
  await of(role);
  return work().finally(() => of(was));
}

test("whoever may read comments on a sentence, and it stands there with their name", async () => {
  await asRole("viewer", () => say("  Half of\u200b what?\n"));
  const [said] = await open();
  expect(said).toMatchObject({ said: "Half of what?", person_name: "Tobi Okafor", prs: ["acme/harbor#12"] });
  expect(said?.sentence).toBe("Search answers in half the time (#12)");
  expect(await app.actions(update)).toContain("comment.made");
});

test.each([
  ["moves", "# Faster\n\n- The login page remembers you (#13)\n\n## More\n\n- Search answers in half the time (#12)\n"],
  ["is rewritten", TEXT.replace("Search answers in half the time", "Answers come twice as fast")],
  ["cites another pull request", TEXT.replace("(#12)", "(#12, #14)")],
])("it follows its sentence where that %s", async (_what, text) => {
  await say("Half of what?");
  const [words] = await placed(text);
  expect(words).toMatch(/half the time|twice as fast/);
});

test("it follows a sentence that cites nothing, as long as most of its words are left", async () => {
  const opening = "Parcels of several pieces now show as one, and recipients see when the van will come.";
  const text = `# Harbor\n\n${opening}\n\n- Search answers in half the time (#12)\n`;
  update = await app.written(text);
  await say("Which van?", keyOf("Parcels", text));
  expect(await placed(text.replace("the van will come", "their van comes"))).toEqual([
    "Parcels of several pieces now show as one, and recipients see when their van comes.",
  ]);
  expect(await placed(text.replace(opening, "A quiet week."))).toEqual([undefined]);
});

test("two sentences of the same words keep their own comments", async () => {
  const twice = "- Faster (#12)\n- Faster (#12)\n";
  update = await app.written(twice);
  const [one, other] = sentences(twice);
  await say("first", one!.key);
  await say("second", other!.key);
  const places = placeComments(await open(), sentences(twice));
  expect([...places.values()].map(({ line }) => line)).toEqual([1, 2]);
});

test("a sentence that somebody changed meanwhile is still the one that was meant; one that nobody saved is not", async () => {
  const key = keyOf("half the time");
  await save(app.deps, app.mira, update.id, { markdown: TEXT.replace("half", "a third of"), base_revision: 1 });
  await say("Half of what?", key);
  expect(await placed((await app.revisions(update)).at(-1)!)).toEqual(["Search answers in a third of the time (#12)"]);
  await expect(say("Hm", "0123456789abcdef")).rejects.toMatchObject({ code: "conflict" });
});

test("its author alone takes it back, and nothing of its words is left", async () => {
  const id = await say("Never mind these words");
  await expect(takeBackComment(app.deps, app.mira, update.id, id)).rejects.toMatchObject({ code: "conflict" });
  await takeBackComment(app.deps, app.tobi, update.id, id);
  expect(await open()).toEqual([]);
  await expect(takeBackComment(app.deps, app.tobi, update.id, id)).rejects.toMatchObject({ code: "conflict" });
  const rows = await app.db.selectFrom("app.audit_events").select("detail").execute();
  expect(JSON.stringify(rows)).not.toContain("Never mind");
});

test("whoever may edit marks it as done, once, and the trail says so", async () => {
  const id = await say("Half of what?");
  await expect(asRole("viewer", () => markCommentDone(app.deps, app.tobi, update.id, id))).rejects.toMatchObject({
    code: "forbidden",
  });
  const both = await Promise.allSettled([1, 2].map(() => markCommentDone(app.deps, app.mira, update.id, id)));
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await open()).toEqual([]);
  expect((await app.actions(update)).filter((action) => action === "comment.done")).toHaveLength(1);
});

test("another update's comment is none of this one", async () => {
  const id = await say("Half of what?");
  const other = await app.written();
  await expect(markCommentDone(app.deps, app.mira, other.id, id)).rejects.toMatchObject({ code: "conflict" });
  await expect(takeBackComment(app.deps, app.tobi, other.id, "no id")).rejects.toMatchObject({ code: "conflict" });
});

test.each([
  ["nothing", " \u200b ", "The comment says nothing."],
  ["a novel", "word ".repeat(300), "The comment is longer than 1,000 characters."],
])("%s is refused in a sentence", async (_what, said, message) => {
  await expect(say(said)).rejects.toMatchObject({ code: "invalid", message });
});

test("more than anybody reads is refused, until some are done", async () => {
  const [first = ""] = await Promise.all(Array.from({ length: OWN_LIMITS.open_comments }, (_, at) => say(`No. ${at}`)));
  await expect(say("One more")).rejects.toMatchObject({ message: "100 comments are open already." });
  await markCommentDone(app.deps, app.mira, update.id, first);
  await say("One more");
});

test("nobody comments on what is decided", async () => {
  await app.put(update.id, "posted");
  await expect(say("Too late")).rejects.toMatchObject({ code: "conflict" });
});

test("the next run is told what the open ones say, each with its sentence; a comment alone is reason enough", async () => {
  await say("Half of what?");
  await markCommentDone(app.deps, app.mira, update.id, await say("Settled", keyOf("login page")));
  const back = await requestChanges(app.deps, app.mira, update.id, { text: "", reasons: [] });
  await app.triggered(back);
  expect(app.pipelines.triggered.at(-1)?.request.parameters.feedback?.text).toBe(
    "As the comments say\nOn “Search answers in half the time (#12)” (acme/harbor#12): Half of what?",
  );
});

test("what a run does not take is refused with the next step, and nothing changes", async () => {
  const longest = "x".repeat(OWN_LIMITS.comment_chars);
  const many = Math.ceil(LIMITS.feedback_with_comments_chars / OWN_LIMITS.comment_chars);
  for (let at = 0; at < many; at += 1) await say(longest);
  await expect(requestChanges(app.deps, app.mira, update.id, { text: "Shorter", reasons: [] })).rejects.toMatchObject({
    remedy: "Mark some of them as done, then request changes.",
  });
  expect((await app.now(update)).state).toBe("in_review");
});
