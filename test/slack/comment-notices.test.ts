import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { sentencesOf } from "../../app/message/sentences.ts";
import { deliverNotices } from "../../app/slack/notices.ts";
import { comment } from "../../app/updates/comment.ts";
import { markCommentDone } from "../../app/updates/mark-comment-done.ts";
import { requestApproval } from "../../app/updates/request-approval.ts";
import { save } from "../../app/updates/save.ts";
import { takeBackComment } from "../../app/updates/take-back-comment.ts";
import { listNotices } from "../../db/app/notices.ts";
import type { Update } from "../../db/app/tables.ts";
import type { Actor } from "../../app/deps.ts";
import { BRIEF, TEXT } from "../support/app.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";

/*
 * Who wrote a text, and who was asked to approve it, hear in Slack what others say of its sentences.
 */

let desk: Desk;
let update: Update;

beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.stop());
beforeEach(async () => void (update = await desk.app.written()));
afterEach(async () => {
  await desk.mend();
  await told();
});

const [first, second] = sentencesOf(TEXT, { sources: BRIEF.sources, ledger: [] }).slice(-2);

const says = (who: Actor, said: string, at = first) =>
  comment(desk.app.deps, who, update.id, { sentence_key: at!.key, said });
/** The time in which more may be said is over. */
async function told(): Promise<void> {
  await desk.app.db.updateTable("app.notices").set({ not_before: null }).execute();
  await deliverNotices(desk.deps);
}
async function heardBy(person: string): Promise<string[]> {
  const said = (await desk.messages(person)).map(({ blocks }) => JSON.stringify(blocks));
  return said.filter((text) => text.includes(`#${update.number} `) && text.includes("commented on"));
}
const heard = async () => Promise.all(["U0MIRA", "U0TOBI", "U0LENA"].map(async (one) => (await heardBy(one)).length));
const idOf = async (handle: string) =>
  (await desk.app.db.selectFrom("app.people").select("id").where("handle", "=", handle).executeTakeFirstOrThrow()).id;

test("whoever asked for the text hears who said what of which sentence, once, with the way to it", async () => {
  await says(desk.app.tobi, "Since when?");
  await told();
  await told();

  const [said = "", ...more] = await heardBy("U0MIRA");
  expect(more).toEqual([]);
  for (const words of [
    "*Tobi Okafor commented on a sentence*",
    "“Search answers in half the time",
    "*Tobi Okafor*: Since when?",
    `<http://pulse.test/updates/${update.id}#s-${first!.key}|Read it there>`,
    "Show the card",
  ]) {
    expect(said).toContain(words);
  }
  expect(await heard()).toEqual([1, 0, 0]);
});

test("several within a minute are one notice, and what comes after it was told is another one", async () => {
  await says(desk.app.tobi, "Since when?");
  await says(desk.app.tobi, "On phones, too?", second);
  await deliverNotices(desk.deps);
  expect(await heard()).toEqual([0, 0, 0]);

  await told();
  await says(desk.app.tobi, "And in the app?");
  await told();

  const said = await heardBy("U0MIRA");
  expect(said).toHaveLength(2);
  expect(said[0]).toMatch(/commented on 2 sentences.*Since when\?.*On phones, too\?/);
  expect(said[1]).toContain("And in the app?");
  expect(said[1]).not.toContain("On phones");
});

test("nobody is told what they said themselves; who wrote and who was asked hear the others", async () => {
  const { app } = desk;
  await save(app.deps, app.tobi, update.id, { markdown: `${TEXT}\nThanks to all.\n`, base_revision: 1 });
  const asked = [await idOf("lena")];
  await requestApproval(app.deps, app.tobi, update.id, {
    markdown: `${TEXT}\nThanks to all.\n`,
    base_revision: 2,
    asked,
  });
  await says(app.tobi, "I am not sure of this.");
  await says(app.mira, "Neither am I.", second);
  await told();

  expect(await heard()).toEqual([0, 1, 1]);
  expect((await heardBy("U0TOBI"))[0]).not.toContain("I am not sure");
  expect((await heardBy("U0LENA"))[0]).toMatch(/Tobi Okafor and Mira Lindqvist commented on 2 sentences/);
});

test("what is taken back or done before anybody was told is not told", async () => {
  const { app } = desk;
  const gone = await says(app.tobi, "Wrong, sorry.");
  await takeBackComment(app.deps, app.tobi, update.id, gone);
  await told();
  expect(await heard()).toEqual([0, 0, 0]);

  const done = await says(app.tobi, "Is it half?");
  await says(app.tobi, "Or a third?");
  await markCommentDone(app.deps, app.mira, update.id, done);
  await told();
  const [said = ""] = await heardBy("U0MIRA");
  expect(said).toContain("Or a third?");
  expect(said).not.toContain("Is it half?");
});

test("whatever somebody writes pings nobody and hides no link", async () => {
  await says(desk.app.tobi, "<!channel> see <https://evil.example|this>, *now* @here");
  await told();

  const [said = ""] = await heardBy("U0MIRA");
  expect(said).toContain("&lt;!channel&gt;");
  expect(said).not.toMatch(/<!channel>|<https:\/\/evil|@here/);
});

test.each(["500-after", "drop-after", "500-before", "429"] as const)(
  "%s: it is told once, and by nobody twice",
  async (fault) => {
    await says(desk.app.tobi, "Since when?");
    await desk.demo.fault({ method: "chat.postMessage", channel: "D0MIRA", fault });
    await told();
    await desk.slackIsBack();
    await Promise.all([deliverNotices(desk.deps), deliverNotices(desk.deps)]);

    expect(await heard()).toEqual([1, 0, 0]);
    expect(await listNotices(desk.app.db, 20)).toEqual([]);
  },
);

test("a wait that Slack asks for does not bring forward what waits for more", async () => {
  await says(desk.app.tobi, "Since when?");
  const other = await desk.app.written();
  const [sentence] = sentencesOf(TEXT, { sources: BRIEF.sources, ledger: [] }).slice(-1);
  await desk.app.db.updateTable("app.notices").set({ not_before: null }).execute();
  await comment(desk.app.deps, desk.app.tobi, other.id, { sentence_key: sentence!.key, said: "And this?" });
  await desk.demo.fault({ method: "chat.postMessage", fault: "429", retry_after_s: 1 });
  await deliverNotices(desk.deps);

  const waiting = await desk.app.db
    .selectFrom("app.notices")
    .select(["update_id", "not_before"])
    .where("delivered_at", "is", null)
    .execute();
  const until = waiting.find(({ update_id }) => update_id === other.id)?.not_before;
  expect(until!.getTime() - Date.now()).toBeGreaterThan(30_000);
});

test("of two who comment at once while it is being told, nobody’s words are lost", async () => {
  await says(desk.app.tobi, "One.");
  await desk.app.db.updateTable("app.notices").set({ not_before: null }).execute();
  const all = Array.from({ length: 8 }, (_, at) => says(desk.app.tobi, `Words ${at}.`, at % 2 ? first : second));
  await Promise.all([...all, deliverNotices(desk.deps)]);
  await told();

  const said = (await heardBy("U0MIRA")).join(" ");
  const shown = said.match(/Words \d\./g)?.length ?? 0;
  const more = [...said.matchAll(/…and (\d+) more/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  expect(said).toContain("One.");
  expect(shown + more + 1 - (said.match(/One\./g)?.length ?? 0)).toBe(8);
});
