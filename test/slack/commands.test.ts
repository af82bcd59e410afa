import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { listAudit } from "../../db/app/audit.ts";
import { findGeneration } from "../../db/app/generations.ts";
import { NO_BRANCH } from "../support/app.ts";
import { startCommandDesk, type CommandDesk } from "../support/slack-commands.ts";

let desk: CommandDesk;
let app: CommandDesk["app"];
let said: CommandDesk["said"];
let newest: CommandDesk["newest"];
let profile: CommandDesk["profile"];
let put: CommandDesk["put"];
let refusals: CommandDesk["refusals"];

beforeAll(async () => {
  desk = await startCommandDesk();
  ({ app, said, newest, profile, put, refusals } = desk);
});
afterAll(() => desk.stop());
beforeEach(() => desk.clear());

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

      expect(answer).toContain("Pulse did not understand that");
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
