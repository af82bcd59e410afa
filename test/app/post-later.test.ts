import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { wallTime } from "../../app/clock/wall-time.ts";
import { deliver } from "../../app/delivery/deliver.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { lastLook } from "../../app/schedules/recheck.ts";
import { postNow } from "../../app/schedules/post-now.ts";
import { saveSchedule } from "../../app/schedules/save-schedule.ts";
import { approve } from "../../app/updates/approve.ts";
import { nextSlotFor } from "../../app/updates/post-time.ts";
import { questionBefore } from "../../app/updates/question-before.ts";
import { listDeliveries } from "../../db/app/deliveries.ts";
import type { Update } from "../../db/app/tables.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import { BRIEF, CHANNEL, noSlack, startTestApp, TEXT, type TestApp } from "../support/app.ts";
import { pull } from "../support/pulls.ts";

const HOUR_MS = 3_600_000;
let app: TestApp;
let update: Update;
let posts: number;

beforeEach(async () => {
  posts = 0;
  const post: typeof noSlack.post = async () => ({ kind: "sent", ts: `${++posts}.000000` });
  app = await startTestApp({ slack: { ...noSlack, post } });
  update = await app.written();
});
afterEach(() => app?.stop());

const inHours = (hours: number) => new Date(app.deps.clock().getTime() + hours * HOUR_MS);
const approved = (post_at: Date | null) =>
  approve(app.deps, app.tobi, update.id, { markdown: TEXT, base_revision: 1, override_reason: null, post_at });
async function delivered(): Promise<Update["state"]> {
  const delivery = (await listDeliveries(app.db, update.id)).at(-1);
  await deliver(app.deps, { delivery_id: delivery!.id }, lastLook);
  return (await app.now(update)).state;
}
function merged(...pulls: PullRequest[]): void {
  const preview = { pull_requests: pulls } as never;
  vi.spyOn(app.pipelines, "evidence").mockResolvedValue({ status: "ready", preview } as never);
}
const known = () => update.ledger.map(({ pr }) => pull(Number(pr.split("#")[1]), pr));

test("a text waits for the time that was chosen, and goes out then, once", async () => {
  merged(...known());
  await approved(inHours(30));
  app.passTime(29 * HOUR_MS);
  expect(await delivered()).toBe("approved");
  app.passTime(2 * HOUR_MS);
  expect(await delivered()).toBe("posted");
  expect(posts).toBe(1);
});

test("it can go out before, and what was taken back since keeps it", async () => {
  await approved(inHours(30));
  await postNow(app.deps, app.tobi, update.id);
  merged(...known());
  expect(await delivered()).toBe("posted");

  update = await app.written();
  await approved(inHours(30));
  const fate = { is: "undone" as const, of: [{ ref: "acme/harbor#90", title: "Revert", labels: [] }] };
  merged({ ...known()[0]!, fate }, ...known().slice(1));
  app.passTime(31 * HOUR_MS);
  expect(await delivered()).toBe("in_review");
  expect(posts).toBe(1);
});

test.each([
  ["over", -1],
  ["further away than a month", 24 * 40],
])("a time that is %s is refused with what to do, and nothing is approved", async (_what, hours) => {
  await expect(approved(inHours(hours))).rejects.toMatchObject({
    code: "invalid",
    details: [expect.objectContaining({ path: "post_at" })],
  });
  expect((await app.now(update)).state).toBe("in_review");
});

test("the next time of its profile's schedule is offered, while that does not rest", async () => {
  const input = { name: "Weekly", time_zone: "Europe/Berlin", channel: CHANNEL, brief: BRIEF };
  const profile = await saveProfile(app.deps, app.mira, input);
  const weekly = { cron: "0 17 * * 5", time_zone: "Europe/Berlin", draft_lead_minutes: 60, posts: "at_slot" as const };
  const written = await app.written(TEXT, { profile_id: profile.id });
  expect(await nextSlotFor(app.db, written, app.deps.clock())).toBeNull();
  await saveSchedule(app.deps, app.mira, profile.id, weekly);
  const next = await nextSlotFor(app.db, written, new Date("2026-11-29T12:00:00Z"));
  expect(next?.toISOString()).toBe("2026-12-04T16:00:00.000Z");
});

test("whoever chose the next time is asked anew once that one is over", async () => {
  const input = { name: "Hourly", time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  const profile = await saveProfile(app.deps, app.mira, input);
  const hourly = { cron: "0 * * * *", time_zone: "UTC", draft_lead_minutes: 0, posts: "at_slot" as const };
  await saveSchedule(app.deps, app.mira, profile.id, hourly);
  const { id } = await app.written(TEXT, { profile_id: profile.id });
  const ask = () => questionBefore(app.deps, app.tobi, id, "approve", { markdown: TEXT });
  const first = await ask();
  expect(first.token).toHaveLength(32);
  app.passTime(HOUR_MS);
  expect((await ask()).token).not.toBe(first.token);
});

test.each([
  ["2026-12-04", "17:00", "2026-12-04T16:00:00.000Z"],
  ["2026-03-29", "02:30", undefined],
  ["2026-10-25", "02:30", "2026-10-25T00:30:00.000Z"],
  ["2026-02-30", "10:00", undefined],
  ["2026-12-04", "25:00", undefined],
  ["", "", undefined],
  ["2026-12-04T00:00Z", "17:00", undefined],
])("%s %s on the clocks of Berlin is %s", (date, time, instant) => {
  expect(wallTime(date, time, "Europe/Berlin")?.toISOString()).toBe(instant);
});
