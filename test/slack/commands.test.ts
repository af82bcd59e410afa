import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { saveSchedule } from "../../app/schedules/save-schedule.ts";
import { requestChanges } from "../../app/updates/request-changes.ts";
import { save } from "../../app/updates/save.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { listAudit } from "../../db/app/audit.ts";
import { findGeneration } from "../../db/app/generations.ts";
import { listRevisions } from "../../db/app/revisions.ts";
import type { Role, Update } from "../../db/app/tables.ts";
import { BRIEF, CHANNEL, noSlack, startTestApp, type TestApp, NO_BRANCH } from "../support/app.ts";
import type { Outcome } from "../support/demo-slack-controls.ts";
import { until } from "../support/until.ts";
import { startSlackFront, type FrontInTest } from "../support/slack-front.ts";

const CHANNELS = [
  { id: "C0ENG", name: "eng-updates", is_private: false, is_member: true },
  { id: "C0PROD", name: "product-news", is_private: false, is_member: true },
];

let app: TestApp;
let it: FrontInTest;

beforeAll(async () => {
  app = await startTestApp({ slack: { ...noSlack, channels: async () => CHANNELS } });
  app.pipelines.repositories = async () => ({
    repositories: [{ repo: "acme/harbor", default_branch: "trunk", private: false }],
  });
  it = await startSlackFront({ app, chores: [] });
});
afterAll(async () => {
  await it.stop();
  await app.stop();
});
beforeEach(async () => {
  await app.db.updateTable("app.updates").set({ deleted_at: new Date() }).where("deleted_at", "is", null).execute();
  await app.db.updateTable("app.profiles").set({ deleted_at: new Date() }).where("deleted_at", "is", null).execute();
});

/** What the command answers, to the one who wrote it. */
async function said(text: string, as = "U0MIRA", channel = "C0ENG"): Promise<string> {
  const before = (await it.demo.person(as)).ephemerals.length;
  const outcome: Outcome = await it.demo.command(`/pulse ${text}`, as, channel);
  expect(outcome).toMatchObject({ ok: true });
  const { ephemerals } = await it.demo.person(as);
  expect(ephemerals.length).toBe(before + 1);
  return JSON.stringify(ephemerals.at(-1)?.blocks);
}

/** Presses a button of the last answer; what follows is the answer to that. */
async function press(as: string, action_id: string): Promise<void> {
  const { channel = "", ts = "" } = (await it.demo.person(as)).ephemerals.at(-1) ?? {};
  await it.demo.act({ what: "click", as, channel, ts, action_id });
}
const heard = async (as: string): Promise<string> => (await it.demo.person(as)).ephemerals.at(-1)?.text ?? "";

const newest = (): Promise<Update | undefined> =>
  app.db
    .selectFrom("app.updates")
    .selectAll()
    .where("deleted_at", "is", null)
    .orderBy("number", "desc")
    .executeTakeFirst();
const profile = (name: string) =>
  saveProfile(app.deps, app.mira, { name, time_zone: "Europe/Berlin", channel: CHANNEL, brief: BRIEF });
const put = (handle: string, change: { role?: Role; deactivated_at?: Date | null }) =>
  app.db.updateTable("app.people").set(change).where("handle", "=", handle).execute();
const refusals = () =>
  app.db.selectFrom("app.audit_events").select(["action", "surface"]).where("action", "like", "%.refused").execute();

describe("new", () => {
  test("asks for an update of this repository, for the channel that it was typed in", async () => {
    expect(await said("new acme/harbor 14d warm")).toContain("Asked for #");

    const update = await newest();
    expect(update).toMatchObject({ state: "generating", channel: { id: "C0ENG", name: "eng-updates" } });
    expect(update?.brief).toMatchObject({
      sources: [{ repo: "acme/harbor", base_branch: "trunk" }],
      window: { preset: "14d" },
      tone: "warm",
    });
    const [composed] = await listAudit(app.db, update?.id ?? "");
    expect(composed).toMatchObject({ action: "update.composed", surface: "slack", actor_id: app.mira.id });
  });

  test("counts inclusive dates in the zone of the channel’s profiles, and takes a branch and a channel", async () => {
    await profile("Berlin weekly");

    await said("new acme/harbor 2026-11-02..2026-11-09 --base release/2 --to #product-news");

    const update = await newest();
    expect(update).toMatchObject({ channel: { id: "C0PROD" }, brief: { time_zone: "Europe/Berlin" } });
    expect(update?.brief.sources).toEqual([{ repo: "acme/harbor", base_branch: "release/2" }]);
    const generation = await findGeneration(app.db, update?.id ?? "", 1);
    expect(generation?.timeframe).toMatchObject({ since: "2026-11-01T23:00:00Z", until: "2026-11-09T23:00:00Z" });
  });

  test.each([
    ["new acme", "“acme”", "none of the words"],
    ["new acme/harbor 2026-11-09..2026-11-02", "“2026-11-09..2026-11-02”", "ends before it begins"],
    ["new acme/harbor 2026-13-01..2026-13-02", "“2026-13-01..2026-13-02”", "is not a date"],
    ["new acme/harbor --to #nowhere", "“#nowhere”", "does not see that channel"],
    ["new acme/harbor <!channel>", "“&lt;!channel&gt;”", "none of the words"],
  ])("/pulse %s: the words come back with the reason and the usage", async (words, quoted, why) => {
    const answer = await said(words);

    expect(answer).toContain(quoted);
    expect(answer).toContain(why);
    expect(answer).toContain("/pulse new owner/repo");
    expect(await newest()).toBeUndefined();
  });

  test("in a conversation that Pulse cannot post into, a channel is asked for", async () => {
    expect(await said("new acme/harbor", "U0MIRA", "C0LEAD")).toContain("Name a channel: --to #channel");
  });
});

describe("a profile’s name", () => {
  test("asks for its update, and says where its card will be", async () => {
    const { id } = await profile("Engineering weekly");

    const answer = await said("engin");

    expect(answer).toContain("Asked for #");
    expect(answer).toContain("Its card is in your messages with Pulse");
    expect(await newest()).toMatchObject({ profile_id: id, state: "generating" });
  });

  test("that fits several asks for none", async () => {
    await Promise.all([profile("Engineering weekly"), profile("Engineering monthly")]);

    const answer = await said("engineering");

    expect(answer).toContain("Engineering monthly or Engineering weekly");
    expect(await newest()).toBeUndefined();
  });

  test.each(["aprove 12", "constructor", "<@U0TOBI|tobi> & co", "__proto__"])(
    "and what is neither command nor profile comes back with the usage: %s",
    async (words) => {
      const answer = await said(words);

      expect(answer).toContain("I did not understand that");
      expect(answer).toContain("/pulse new owner/repo");
      expect(answer).not.toMatch(/<[!@]/);
    },
  );
});

describe("list", () => {
  test("shows what waits for whoever asks, with its number", async () => {
    const update = await app.written();

    const answer = await said("list", "U0TOBI");

    expect(answer).toContain(`#${update.number}`);
    expect(answer).toContain('"action_id":"show_card.');
  });

  test("shows nothing to somebody who may not approve, and says what would stand there", async () => {
    await app.written();
    await put("lena", { role: "viewer" });

    expect(await said("list", "U0LENA")).toContain("Nothing waits for you");

    await put("lena", { role: "approver" });
  });
});

describe("status", () => {
  test("says how far yours are, with the step of the run", async () => {
    const update = await app.composed();
    const { run_id } = await app.triggered(update);
    app.pipelines.answers.set(run_id, { progress: { step: "collect", call: "page 2", calls: [], counts: COUNTS } });

    const answer = await said("status");

    expect(answer).toContain("Read the pull requests: page 2");
    expect(answer).toContain(`/updates/${update.id}`);
    expect(await said("status", "U0TOBI")).toContain("Nothing of yours is under way");
  });

  test("of a number is that update’s, of a profile its newest", async () => {
    const weekly = await profile("Weekly");
    const update = await app.written(undefined, { profile_id: weekly.id });

    expect(await said(`status #${update.number}`, "U0TOBI")).toContain("In review");
    expect(await said("status weekly", "U0TOBI")).toContain(`#${update.number}`);
    expect(await said("status 99999")).toContain("There is no update #99999");
    expect(await said("status monthly")).toContain("There is no profile “monthly”");
  });
});

const COUNTS = { pages: 1, seen: 1, in_window: 1, items: null, model_calls: 0, tool_calls: 0, tokens: 0 };

describe("approve", () => {
  test("shows what would go out and approves nothing by itself", async () => {
    const update = await app.written("# Faster search\n\n- Search answers <!channel> (#12)\n");

    const answer = await said(`approve ${update.number}`);

    expect(answer).toContain("Faster search");
    expect(answer).toContain("version 1");
    expect(answer).toContain("goes to #eng-updates as 1 message, right away");
    expect(answer).toContain(`"value":"${update.id}:1"`);
    expect(answer).not.toContain("<!channel>");
    expect(await app.now(update)).toMatchObject({ state: "in_review" });
  });

  test("approves by its button, and only the version that it showed", async () => {
    const [update, edited] = [await app.written(), await app.written()];
    await Promise.all([said(`approve ${update.number}`), said(`approve ${edited.number}`, "U0TOBI")]);
    await save(app.deps, app.mira, edited.id, { markdown: "Another text (#12)", base_revision: 1 });

    await press("U0MIRA", `approve.${update.number}`);
    await press("U0TOBI", `approve.${edited.number}`);

    await until("approval", async () => (await app.now(update)).state === "approved");
    await until("refusal", async () => (await heard("U0TOBI")).includes("it is version 2 now"));
    expect(await app.now(edited)).toMatchObject({ state: "in_review" });
  });

  test("has no button while somebody’s words are not saved", async () => {
    const update = await app.written();
    await saveWorkingCopy(app.deps, app.tobi, update.id, { markdown: "Half a", base_revision: 1 });

    const answer = await said(`approve ${update.number}`);

    expect(answer).toContain("Tobi Okafor has words in the browser that are not saved");
    expect(answer).not.toContain("Approve & post");
  });

  test("asks by a form where a fault stands in the way", async () => {
    const update = await app.written();
    app.pipelines.findings = [FAULT];
    await save(app.deps, app.mira, update.id, { markdown: "Search answers at once (#12)", base_revision: 1 });

    const answer = await said(`approve ${update.number}`);

    expect(answer).toContain("One fault stands in the way");
    expect(answer).toContain("Approve & post…");
    expect(answer).not.toContain("right away");
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

test("a branch that is nowhere is said at once: where it was typed, and where a profile keeps it", async () => {
  await profile("Engineering weekly");
  app.pipelines.faults = [NO_BRANCH];
  onTestFinished(() => void (app.pipelines.faults = []));

  const typed = await said("new acme/harbor --base mian");
  expect(typed).toContain("mian");
  expect(typed).toContain("acme/harbor has no branch “mian”. Choose one that it has, such as main or release/2.x.");
  const kept = await said("engineering weekly");
  expect(kept).toContain("acme/harbor has no branch “mian”.");
  expect(kept).toContain("It stands in the profile “Engineering weekly”.");

  expect(await newest()).toBeUndefined();
});

test("help lists every command and the profiles", async () => {
  await profile("Engineering weekly");

  const answer = await said("help");

  for (const word of [
    "new owner/repo",
    "list",
    "status",
    "approve NUMBER",
    "schedule",
    "ignore #123",
    "Engineering weekly",
  ]) {
    expect(answer).toContain(word);
  }
});

test("a viewer asks for nothing, somebody switched off does nothing: both hear why, and it is written down", async () => {
  await profile("Engineering weekly");
  await put("lena", { role: "viewer" });
  const before = (await refusals()).length;

  expect(await said("new acme/harbor", "U0LENA")).toContain("Your role, viewer, may not ask for updates");
  expect((await refusals()).slice(before)).toEqual([{ action: "compose.refused", surface: "slack" }]);
  await put("lena", { role: "approver", deactivated_at: new Date() });
  expect(await said("list", "U0LENA")).toContain("switched off");
  expect((await refusals()).at(-1)).toEqual({ action: "sign_in.refused", surface: "slack" });

  await put("lena", { deactivated_at: null });
  expect(await newest()).toBeUndefined();
});
