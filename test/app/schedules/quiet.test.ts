import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { deliver } from "../../../app/delivery/deliver.ts";
import type { Deps } from "../../../app/deps.ts";
import { DEFAULT_RULES } from "../../../app/people/policy.ts";
import type { Slack, WhoReads } from "../../../app/ports/slack.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { nothingText } from "../../../app/schedules/post-nothing.ts";
import { lastLook } from "../../../app/schedules/recheck.ts";
import { removeSchedule } from "../../../app/schedules/remove-schedule.ts";
import { saveSchedule } from "../../../app/schedules/save-schedule.ts";
import { tendSchedules } from "../../../app/schedules/tend-schedules.ts";
import { edit } from "../../../app/updates/edit.ts";
import { retryPost } from "../../../app/updates/retry-post.ts";
import { deleteUpdate } from "../../../app/updates/delete-update.ts";
import { receiptStore } from "../../../app/updates/receive-result.ts";
import { tryAgain } from "../../../app/updates/try-again.ts";
import { listAudit } from "../../../db/app/audit.ts";
import { listDecisions } from "../../../db/app/decisions.ts";
import { listDeliveries } from "../../../db/app/deliveries.ts";
import { listNotices } from "../../../db/app/notices.ts";
import { listSlots } from "../../../db/app/slots.ts";
import type { Profile, Update } from "../../../db/app/tables.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { tokenDigest } from "../../../webhooks/token.ts";
import { BRIEF, completed, METRICS, noSlack, startTestApp, type TestApp } from "../../support/app.ts";

const DRAFT = new Date("2026-10-04T07:00:30Z");
const SLOT = new Date("2026-10-05T07:00:10Z");
const WINDOW = { since: "2026-09-27T07:00:00Z", until: "2026-10-04T07:00:00Z", time_zone: "UTC" };
const LINE =
  "**Nothing shipped**, 27 September – 4 October 2026: no pull request was merged into `acme/harbor` (`main`).\n";

const block = z.object({ type: z.literal("markdown"), text: z.string() });

let app: TestApp;
let deps: Deps;
const COLLEAGUES: WhoReads = { kind: "known", other_companies: false, guests: false };
let readers: WhoReads = COLLEAGUES;
let now: Date;
let profile: Profile;
let schedule: string;
let posted: string[];
let answer: Awaited<ReturnType<Slack["post"]>>;
let names = 0;

beforeAll(async () => {
  const post: Slack["post"] = async (_target, { blocks }) => {
    if (answer.kind === "sent") posted.push(z.array(block).parse(blocks)[0]!.text);
    return answer;
  };
  app = await startTestApp({ slack: { ...noSlack, post, whoReads: async () => readers } });
  deps = { ...app.deps, clock: () => now };
});
afterAll(() => app?.stop());

beforeEach(async () => {
  posted = [];
  readers = COLLEAGUES;
  answer = { kind: "sent", ts: "1.000000" };
  now = new Date("2026-10-01T12:00:00Z");
  reads();
  const values = { name: `Quiet ${++names}`, time_zone: "UTC", channel: { id: `C${names}`, name: `quiet-${names}` } };
  const approval = { ...DEFAULT_RULES, post_nothing: true };
  profile = await saveProfile(deps, app.tobi, { ...values, brief: { ...BRIEF, time_zone: "UTC" }, approval });
  const weekly = { cron: "0 7 * * 1", time_zone: "UTC", draft_lead_minutes: 24 * 60, posts: "at_slot" as const };
  ({ id: schedule } = await saveSchedule(deps, app.mira, profile.id, weekly));
});

/** What GitHub has by now in the window. */
function reads(...numbers: number[]): void {
  const pull_requests = numbers.map((number) => ({
    ref: `acme/harbor#${number}`,
    repo: "acme/harbor",
    number,
    title: "T",
    body: "",
    labels: [],
    url: "https://github.com/",
    author: { login: "ada", kind: "human" as const },
    base_branch: "main",
    merged_at: "2026-10-03T06:00:00Z",
    merge_sha: null,
    co_authors: [],
  }));
  const coverage = { pages: 1, seen: 0, in_window: 0, excluded: 0 };
  const preview = {
    notes: [],
    pull_requests,
    evidence_digest: "e",
    read_at: "2026-10-05T07:00:00Z",
    coverage,
    timeframe: WINDOW,
  };
  app.pipelines.evidence = async () => ({ status: "ready", preview });
}

/** The week's run found nothing. */
async function quietWeek(reason: "nothing_merged" | "all_ignored" = "nothing_merged"): Promise<Update> {
  now = DRAFT;
  await tendSchedules(deps);
  const [slot] = await listSlots(app.db, schedule, 1);
  const update = await app.now({ id: slot!.update_id! });
  const { token, run_id } = await app.triggered(update);
  const store = receiptStore(deps);
  const receipt = (await store.find(tokenDigest(token)))!;
  const event = completed(update.id, run_id, "");
  const results = { metrics: METRICS, timeframe: WINDOW, reason, notes: [] };
  expect(await store.settle(receipt, { ...event, type: "run.nothing_to_report", results }, run_id)).toBe(true);
  return app.now(update);
}

async function tendAt(time: Date): Promise<void> {
  now = time;
  await Promise.all([tendSchedules(deps), tendSchedules({ ...deps })]);
}

async function delivered({ id }: Update): Promise<Update> {
  for (const delivery of await listDeliveries(app.db, id)) await deliver(deps, { delivery_id: delivery.id }, lastLook);
  return app.now({ id });
}

test("one line goes out at the slot, not sooner, and once, with two instances", async () => {
  const update = await quietWeek();
  await tendAt(new Date("2026-10-05T06:59:00Z"));
  expect((await app.now(update)).state).toBe("nothing_to_report");
  await tendAt(SLOT);
  await tendAt(new Date("2026-10-05T07:01:10Z"));
  await Promise.all([delivered(update), delivered(update)]);

  expect((await delivered(update)).state).toBe("posted");
  expect(posted).toEqual([LINE.trim()]);
});

test("it is nobody's approval: the trail names the schedule, the profile and who made the rule", async () => {
  const update = await quietWeek();
  await tendAt(SLOT);

  const standing = { profile: profile.name, set_by: app.tobi.name };
  const events = (await listAudit(app.db, update.id)).filter(({ action }) => action.startsWith("update.nothing"));
  expect(events).toMatchObject([
    { actor_id: null, surface: "job", detail: { by: "schedule", standing_decision: standing } },
  ]);
  expect(await listDecisions(app.db, update.id)).toMatchObject([{ kind: "standing", person_id: app.tobi.id }]);
  expect((await listAudit(app.db, update.id)).map(({ action }) => action)).not.toContain("update.approved");
});

test.each<[string, (update: Update) => Promise<unknown>]>([
  [
    "the rule was taken back",
    () =>
      app.db
        .updateTable("app.profiles")
        .set({ approval: JSON.stringify(DEFAULT_RULES) })
        .where("id", "=", profile.id)
        .execute(),
  ],
  ["the schedule was removed", () => removeSchedule(deps, app.mira, profile.id)],
  ["the update was deleted", ({ id }) => deleteUpdate(deps, app.mira, id)],
  ["somebody lets it be written once more", ({ id }) => tryAgain(deps, app.mira, id)],
])("nothing is said when %s", async (_what, change) => {
  const update = await quietWeek();
  await change(update);
  await tendAt(SLOT);

  expect(await listDeliveries(app.db, update.id)).toEqual([]);
});

test("what the brief leaves out did ship: nothing is said", async () => {
  const update = await quietWeek("all_ignored");
  await tendAt(SLOT);

  expect((await app.now(update)).state).toBe("nothing_to_report");
});

test("whoever switches the rule on later is not answered with old weeks", async () => {
  const update = await quietWeek();
  await tendAt(new Date("2026-10-06T07:00:20Z"));

  expect((await app.now(update)).state).toBe("nothing_to_report");
});

test("a merge that GitHub knew of late holds the line back, and the owner is told", async () => {
  const update = await quietWeek();
  reads(15);
  await tendAt(SLOT);

  expect((await app.now(update)).state).toBe("nothing_to_report");
  const [slot] = await listSlots(app.db, schedule, 1);
  expect(slot).toMatchObject({ held_because: "merged" });
  const told = (await listNotices(app.db, 50)).filter(({ subject_id }) => subject_id === slot!.id);
  expect(told).toMatchObject([{ kind: "slot.failed", person_id: app.mira.id, payload: { remedy: /Try again/ } }]);
});

test("what cannot be read again is not said; after half an hour it is held", async () => {
  const update = await quietWeek();
  app.pipelines.evidence = () => Promise.reject(new Problem("unavailable", "GitHub is away.", "Wait."));
  await tendAt(SLOT);
  expect(await listSlots(app.db, schedule, 1)).toMatchObject([{ held_because: null }]);
  await tendAt(new Date("2026-10-05T07:31:00Z"));

  expect(await listSlots(app.db, schedule, 1)).toMatchObject([{ held_because: "unread" }]);
  expect((await app.now(update)).state).toBe("nothing_to_report");
});

test("its line names the sources, so it goes to nobody whom they are not for, and the owner is told", async () => {
  const update = await quietWeek();
  readers = { kind: "known", other_companies: true, guests: null };
  await tendAt(SLOT);

  expect((await app.now(update)).state).toBe("nothing_to_report");
  expect(posted).toEqual([]);
  const [slot] = await listSlots(app.db, schedule, 1);
  const told = (await listNotices(app.db, 50)).filter(({ subject_id }) => subject_id === slot!.id);
  expect(told).toMatchObject([{ kind: "slot.failed", payload: { message: /people of other companies read #quiet/ } }]);
});

test("where Slack refuses it, it can be posted again, or taken back and decided about like any text", async () => {
  const update = await quietWeek();
  answer = { kind: "refused", problem: new Problem("upstream", "Pulse is not in the channel.", "Invite it.") };
  await tendAt(SLOT);
  expect((await delivered(update)).state).toBe("post_failed");
  await retryPost(deps, app.mira, update.id);
  expect((await delivered(update)).state).toBe("post_failed");

  expect(await edit(deps, app.mira, update.id)).toMatchObject({ state: "in_review", revision: 1 });
  expect(await listDecisions(app.db, update.id)).toMatchObject([{ kind: "standing", voided_at: expect.any(Date) }]);
});

test("the line names every branch that was read, and its days", () => {
  const sources = ["harbor", "harbor_web", "x"].map((name) => ({ repo: `acme/${name}`, base_branch: "main" }));
  const text = nothingText({ brief: { ...BRIEF, sources } }, WINDOW);

  expect(text).toContain("`acme/harbor` (`main`), `acme/harbor_web` (`main`) or `acme/x` (`main`).");
});
