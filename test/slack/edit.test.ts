import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { save } from "../../app/updates/save.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { listRevisions } from "../../db/app/revisions.ts";
import { TEXT } from "../support/app.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";
import { until } from "../support/until.ts";

let desk: Desk;

beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.stop());
afterEach(() => desk.mend());

const SECTIONED =
  "# Faster search\n\n- Search answers in half the time (#12)\n\n## Also\n\n- The login page remembers you (#13)\n";

test("Edit as text opens it section by section, and saving makes a version that the card and its thread show", async () => {
  const update = await desk.drafted(SECTIONED);
  const modal = await desk.editsAsText("U0MIRA", update);
  expect(modal.blocks.filter(({ type }) => type === "input")).toMatchObject([
    { label: { text: "Faster search" } },
    { label: { text: "Also" } },
  ]);

  expect(await desk.submit("U0MIRA", { section_1: "## Also\n\n- Logins are kept (#13)" })).toMatchObject({ ok: true });

  const { ts } = await desk.shows("U0MIRA", update, "Revision 2");
  const newest = (await listRevisions(desk.app.db, update.id)).at(-1);
  expect(newest?.markdown).toBe(SECTIONED.replace("The login page remembers you", "Logins are kept"));
  await until("text in the thread", async () =>
    JSON.stringify(await desk.thread("U0MIRA", ts ?? "")).includes("Logins are kept"),
  );
  expect(await desk.thread("U0MIRA", ts ?? "")).toHaveLength(1);
});

test("saving what is the same makes no version", async () => {
  const update = await desk.drafted(SECTIONED);
  await desk.editsAsText("U0MIRA", update);

  expect(await desk.submit("U0MIRA")).toMatchObject({ ok: true });

  expect((await desk.app.now(update)).revision).toBe(1);
});

test("the editor begins with what somebody typed in the browser and did not save", async () => {
  const update = await desk.drafted();
  await saveWorkingCopy(desk.app.deps, desk.app.tobi, update.id, { markdown: "# Typed there (#12)", base_revision: 1 });

  expect(JSON.stringify(await desk.editsAsText("U0MIRA", update))).toContain("Typed there");
  await desk.demo.act({ what: "close", as: "U0MIRA" });
});

test("whoever saves what is old reads both texts in the form, and saving again puts theirs in its place", async () => {
  const update = await desk.drafted();
  await desk.editsAsText("U0MIRA", update);
  await save(desk.app.deps, desk.app.tobi, update.id, { markdown: "# Tobi's words (#12)", base_revision: 1 });

  await desk.submit("U0MIRA", { section_0: "# My words (#12)" });

  const both = await desk.opened("U0MIRA");
  const shown = JSON.stringify(both.blocks);
  expect(shown).toContain("Tobi Okafor changed the text since you opened this: it is revision 2 now.");
  expect(shown).toContain("# Tobi's words");
  expect(JSON.stringify(both.state)).toContain("# My words (#12)");
  expect(shown).not.toMatch(/copy/i);
  expect((await desk.app.now(update)).revision).toBe(2);

  await desk.submit("U0MIRA");

  expect((await listRevisions(desk.app.db, update.id)).map(({ markdown }) => markdown.trimEnd())).toEqual([
    TEXT.trimEnd(),
    "# Tobi's words (#12)",
    "# My words (#12)",
  ]);
  expect((await desk.demo.person("U0MIRA")).modals).toEqual([]);
});

test("what is typed in the browser meanwhile is shown as well, and a form that says the same makes no fuss", async () => {
  const update = await desk.drafted();
  await desk.editsAsText("U0MIRA", update);
  await saveWorkingCopy(desk.app.deps, desk.app.tobi, update.id, { markdown: "# Typed there (#12)", base_revision: 1 });

  await desk.submit("U0MIRA", { section_0: "# Typed here (#12)" });
  expect(JSON.stringify(await desk.opened("U0MIRA"))).toMatch(/not saved yet.*# Typed there/);

  await desk.submit("U0MIRA", { section_0: "# Typed there (#12)" });
  expect((await desk.app.now(update)).revision).toBe(2);
  expect((await desk.demo.person("U0MIRA")).modals).toEqual([]);
});

test("an emptied text is refused in the form", async () => {
  const update = await desk.drafted();
  await desk.editsAsText("U0MIRA", update);

  const { errors } = await desk.submit("U0MIRA", { section_0: "" });

  expect(errors?.["section_0"]).toContain("The text is empty.");
  await desk.demo.act({ what: "close", as: "U0MIRA" });
});

test("a text that is too long for a form leads to the browser", async () => {
  const long = Array.from({ length: 10 }, (_, n) => `## Part ${n}\n\n${"Many words (#12). ".repeat(155)}`).join("\n\n");
  const update = await desk.drafted(long);

  await desk.click("U0MIRA", update, "edit");
  await desk.opened("U0MIRA");
  await desk.demo.act({ what: "click_view", as: "U0MIRA", action_id: "edit_text" });

  const shown = await until("word of it", async () => {
    const blocks = JSON.stringify((await desk.opened("U0MIRA")).blocks);
    return blocks.includes("It is too long to be changed as text in Slack.") && blocks;
  });
  expect(shown).toContain(`/updates/${update.id}|Change it`);
  await desk.demo.act({ what: "close", as: "U0MIRA" });
});

test("a form that Slack waited too long for is answered", async () => {
  const update = await desk.drafted();
  await desk.demo.fault({ method: "views.open", fault: "error", error: "expired_trigger_id" });

  await desk.click("U0MIRA", update, "edit");

  await desk.hears("U0MIRA", "Slack opens a form only within three seconds");
});

test("asking for changes rewrites the same card, and its thread sums up what changed, once, with a mention", async () => {
  const update = await desk.drafted();
  const { ts } = await desk.card("U0MIRA", update);
  await desk.click("U0MIRA", update, "request_changes");
  await desk.opened("U0MIRA");

  await desk.submit("U0MIRA", { reason: "Say how much faster.", reasons: ["missing"] });

  await desk.shows("U0MIRA", update, "Asked by Mira Lindqvist: “Say how much faster.”");
  const again = await desk.app.now(update);
  expect(again).toMatchObject({ state: "generating", generation: 2 });
  await desk.app.answered(again, TEXT.replace("in half the time", "in 40 ms instead of 80"));
  await desk.slackIsBack();
  await desk.draw();
  expect((await desk.shows("U0MIRA", update, "Revision 2")).ts).toBe(ts);
  const thread = await desk.thread("U0MIRA", ts);
  expect(thread).toHaveLength(2);
  expect(JSON.stringify(thread[0])).toContain("in 40 ms instead of 80");
  expect(JSON.stringify(thread[1])).toContain("<@U0MIRA>");
  expect(thread[1]?.text).toBe("Rewritten, revision 2: 1 line changed.");
});

test("the reasons go to the next run", async () => {
  const asked = desk.app.pipelines.triggered.at(-1)?.request.parameters;

  expect(asked?.feedback).toMatchObject({ text: "Say how much faster.", reasons: ["missing"] });
});

test("changes are not asked for without a reason", async () => {
  const update = await desk.drafted();
  await desk.click("U0MIRA", update, "request_changes");
  await desk.opened("U0MIRA");

  expect(await desk.submit("U0MIRA", { reason: "   " })).toMatchObject({ ok: false });

  expect((await desk.app.now(update)).state).toBe("in_review");
  await desk.demo.act({ what: "close", as: "U0MIRA" });
});
