import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { saveSchedule } from "../../app/schedules/save-schedule.ts";
import { requestChanges } from "../../app/updates/request-changes.ts";
import { save } from "../../app/updates/save.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { listAudit } from "../../db/app/audit.ts";
import { findGeneration } from "../../db/app/generations.ts";
import { listRevisions } from "../../db/app/revisions.ts";
import { until } from "../support/until.ts";
import { startCommandDesk, type CommandDesk } from "../support/slack-commands.ts";

let desk: CommandDesk;
let app: CommandDesk["app"];
let said: CommandDesk["said"];
let press: CommandDesk["press"];
let heard: CommandDesk["heard"];
let newest: CommandDesk["newest"];
let profile: CommandDesk["profile"];
let put: CommandDesk["put"];
let refusals: CommandDesk["refusals"];

beforeAll(async () => {
  desk = await startCommandDesk();
  ({ app, said, press, heard, newest, profile, put, refusals } = desk);
});
afterAll(() => desk.stop());
beforeEach(() => desk.clear());

describe("approve", () => {
  test("shows what would go out and approves nothing by itself", async () => {
    const update = await app.written("# Faster search\n\n- Search answers <!channel> (#12)\n");

    const answer = await said(`approve ${update.number}`);

    expect(answer).toContain("Faster search");
    expect(answer).toContain("revision 1");
    expect(answer).toContain("for <#C0ENG> · 1 message");
    expect(answer).toContain(`"value":"${update.id}:1:in=C0ENG"`);
    expect(answer).not.toContain("<!channel>");
    expect(await app.now(update)).toMatchObject({ state: "in_review" });
  });

  test("approves by its button, and only the version that it showed", async () => {
    const [update, edited] = [await app.written(), await app.written()];
    await Promise.all([said(`approve ${update.number}`), said(`approve ${edited.number}`, "U0TOBI")]);
    await save(app.deps, app.mira, edited.id, { markdown: "Another text (#12)", base_revision: 1 });

    await press("U0MIRA", `approve.${update.number}`);
    await until("form", async () => (await desk.it.demo.person("U0MIRA")).modals.length > 0);
    await desk.it.demo.act({ what: "submit", as: "U0MIRA" });
    await press("U0TOBI", `approve.${edited.number}`);

    await until("approval", async () => (await app.now(update)).state === "approved");
    await until("refusal", async () => (await heard("U0TOBI")).includes("it is revision 2 now"));
    expect(await app.now(edited)).toMatchObject({ state: "in_review" });
  });

  test("has no button while somebody’s words are not saved", async () => {
    const update = await app.written();
    await saveWorkingCopy(app.deps, app.tobi, update.id, { markdown: "Half a", base_revision: 1 });

    const answer = await said(`approve ${update.number}`);

    expect(answer).toContain("Tobi Okafor has unsaved words");
    expect(answer).not.toContain("Approve & post");
  });

  test("asks by a form where a fault stands in the way", async () => {
    const update = await app.written();
    app.pipelines.findings = [FAULT];
    await save(app.deps, app.mira, update.id, { markdown: "Search answers at once (#12)", base_revision: 1 });

    const answer = await said(`approve ${update.number}`);

    expect(answer).toContain("One fault stands in the way");
    expect(answer).toContain("Approve & post");
    app.pipelines.findings = [];
  });

  test("says where an update is that cannot be approved any more", async () => {
    const update = await app.written();
    await app.put(update.id, "rejected");

    expect(await said(`approve ${update.number}`)).toContain("rejected");
    expect(await said("approve it")).toContain("“it”");
    expect(await said("approve")).toContain("Say which one.");
  });

  test("is refused to a viewer, and that is written down", async () => {
    const update = await app.written();
    await put("lena", { role: "viewer" });
    const before = (await refusals()).length;

    expect(await said(`approve ${update.number}`, "U0LENA")).toContain("Your role, viewer, may not approve");

    expect((await refusals()).slice(before)).toEqual([{ action: "approve.refused", surface: "slack" }]);
    await put("lena", { role: "approver" });
  });
});

const FAULT = {
  key: "H1",
  check: "H1",
  severity: "fault" as const,
  line: 3,
  message: "No such.",
  fix: "Mend it.",
  prs: [],
};

describe("schedule", () => {
  const clocked = async (name: string) => {
    const made = await profile(name);
    const rule = { cron: "0 9 * * 1", time_zone: "Europe/Berlin", draft_lead_minutes: 60, posts: "at_slot" as const };
    await saveSchedule(app.deps, app.mira, made.id, rule);
    return made;
  };

  test("shows every profile’s clock, and of one the next three", async () => {
    expect(await said("schedule")).toContain("Nothing is scheduled");
    await clocked("Weekly");

    expect(await said("schedule")).toContain("Every Monday at 09:00");
    expect((await said("schedule weekly")).match(/• <!date/g)).toHaveLength(3);
  });

  test("is paused, resumed and skipped as on the web", async () => {
    const { id } = await clocked("Second weekly");
    const row = () => app.db.selectFrom("app.schedules").selectAll().where("profile_id", "=", id).executeTakeFirst();

    expect(await said("schedule pause second")).toContain("Second weekly is paused");
    expect(await row()).toMatchObject({ paused_at: expect.any(Date) });
    expect(await said("schedule resume second")).toContain("Second weekly goes on");
    expect(await row()).toMatchObject({ paused_at: null });
    expect(await said("schedule skip second")).toContain("skipped");
    expect(await app.db.selectFrom("app.slots").select("state").execute()).toEqual([{ state: "skipped" }]);
  });

  test("runs now, for its owner’s eyes", async () => {
    const { id } = await clocked("Third weekly");

    expect(await said("schedule run third")).toContain("writes a draft now");

    expect(await newest()).toMatchObject({ profile_id: id, state: "generating" });
  });

  test("asks which profile, and says who has no schedule", async () => {
    await profile("Clockless");

    expect(await said("schedule pause")).toContain("Say which profile.");
    expect(await said("schedule clockless")).toContain("Clockless has no schedule.");
    expect(await said("schedule pause clockless")).toContain("This profile has no schedule.");
    expect(await said("schedule nonsense")).toContain("There is no profile “nonsense”");
  });
});

describe("ignore", () => {
  test("has your newest draft written again without a pull request", async () => {
    const update = await app.written();

    expect(await said("ignore #12")).toContain("is written again without acme/harbor#12");

    const again = await app.now(update);
    expect(again).toMatchObject({ state: "generating", generation: 2, brief: { ignored_prs: ["acme/harbor#12"] } });
    const generation = await findGeneration(app.db, update.id, 2);
    expect(generation?.parameters.ignored_prs).toEqual(["acme/harbor#12"]);
    expect((await listAudit(app.db, update.id)).map(({ action }) => action)).toContain("update.pull_request_ignored");
  });

  test("asks the new run for what the last one was asked, too, and keeps words that nobody saved", async () => {
    const update = await app.written();
    await requestChanges(app.deps, app.mira, update.id, { text: "Shorter, please", reasons: ["too_long"] });
    await app.answered(await app.now(update), "Search is faster (#12, #13)");
    const typed = { markdown: "Half a sentence (#13)", base_revision: 2 };
    await saveWorkingCopy(app.deps, app.mira, update.id, typed);

    await said("ignore #12");

    const generation = await findGeneration(app.db, update.id, 3);
    expect(generation?.parameters).toMatchObject({ feedback: { text: "Shorter, please" } });
    expect((await listRevisions(app.db, update.id)).at(-1)).toMatchObject({ markdown: "Half a sentence (#13)\n" });
  });

  test("takes a number, and keeps what was ignored before", async () => {
    const [first] = [await app.written(undefined, { brief: { ignored_prs: ["acme/harbor#14"] } }), await app.written()];

    await said(`ignore acme/harbor#13 from ${first.number}`, "U0TOBI");

    expect((await app.now(first)).brief.ignored_prs).toEqual(["acme/harbor#14", "acme/harbor#13"]);
  });

  test.each([
    ["ignore #99", "not among what this update read"],
    ["ignore everything", "“everything”"],
    ["ignore", "Say which one."],
    ["ignore #12 from soon", "no number of an update"],
  ])("/pulse %s changes nothing and says why", async (words, why) => {
    const update = await app.written();

    expect(await said(words)).toContain(why);

    expect(await app.now(update)).toMatchObject({ state: "in_review", generation: 1 });
  });

  test("of several repositories wants to know which", async () => {
    const sources = ["acme/harbor", "acme/web"].map((repo) => ({ repo, base_branch: "main" }));
    await app.written(undefined, { brief: { sources } });

    expect(await said("ignore #12")).toContain("Say acme/harbor#12 or acme/web#12.");
  });

  test("of nothing in review says so", async () => {
    expect(await said("ignore #12", "U0TOBI")).toContain("None of yours is in review");
  });
});
