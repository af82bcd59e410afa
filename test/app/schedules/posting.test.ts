import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deliver } from "../../../app/delivery/deliver.ts";
import { sweepDeliveries } from "../../../app/delivery/sweep-deliveries.ts";
import type { Deps } from "../../../app/deps.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { postNow } from "../../../app/schedules/post-now.ts";
import { lastLook } from "../../../app/schedules/recheck.ts";
import { saveSchedule } from "../../../app/schedules/save-schedule.ts";
import { takeIn } from "../../../app/updates/take-in.ts";
import { tendSchedules } from "../../../app/schedules/tend-schedules.ts";
import { approve } from "../../../app/updates/approve.ts";
import { askChecks } from "../../../app/updates/ask-checks.ts";
import { listAudit } from "../../../db/app/audit.ts";
import { listDeliveries } from "../../../db/app/deliveries.ts";
import { findCheckedGeneration, findGeneration } from "../../../db/app/generations.ts";
import { listNotices } from "../../../db/app/notices.ts";
import { findSlotOf, listSlots } from "../../../db/app/slots.ts";
import type { Update } from "../../../db/app/tables.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { BRIEF, CHANNEL, noSlack, startTestApp, TEXT, type TestApp } from "../../support/app.ts";

const SLOT = "2026-10-05T07:00:00Z";

let app: TestApp;
let deps: Deps;
let now: Date;
let update: Update;
let posts: number;

beforeEach(async () => {
  posts = 0;
  const post: typeof noSlack.post = async () => ({ kind: "sent", ts: `${++posts}.000000` });
  app = await startTestApp({ slack: { ...noSlack, post } });
  now = new Date("2026-10-01T12:00:00Z");
  deps = { ...app.deps, clock: () => now };
  read(12, 13, 14);
  const input = { name: "Weekly", time_zone: "Europe/Berlin", channel: CHANNEL, brief: BRIEF };
  const profile = await saveProfile(deps, app.mira, input);
  const weekly = {
    cron: "0 9 * * 1",
    time_zone: "Europe/Berlin",
    draft_lead_minutes: 24 * 60,
    posts: "at_slot" as const,
  };
  const { id } = await saveSchedule(deps, app.mira, profile.id, weekly);
  await tendAt("2026-10-04T07:00:30Z");
  const [slot] = await listSlots(app.db, id, 1);
  update = await app.answered(await app.now({ id: slot!.update_id! }));
  await readUntil("2026-10-04T07:00:00Z");
});
afterEach(() => app?.stop());

async function tendAt(time: string): Promise<void> {
  now = new Date(time);
  await tendSchedules(deps);
}

/** A run reads what it was asked for; the stand-in of the tests names a week of its own. */
async function readUntil(until: string): Promise<void> {
  const timeframe = { since: "2026-09-27T07:00:00Z", until, time_zone: "Europe/Berlin" };
  await app.db
    .updateTable("app.generations")
    .set({ timeframe: JSON.stringify(timeframe) })
    .where("update_id", "=", update.id)
    .execute();
}

const found = async () => (await findCheckedGeneration(app.db, update.id))?.reread ?? null;

/** By somebody who has read whatever is open. */
async function approved(): Promise<Update> {
  const { findings } = await askChecks(deps, await app.now(update), TEXT);
  const acknowledged = findings.map(({ key }) => key);
  return approve(deps, app.tobi, update.id, { markdown: TEXT, base_revision: 1, override_reason: null, acknowledged });
}

const deliveryId = async () => (await listDeliveries(app.db, update.id)).at(-1)!.id;
const deliverAt = async (time: string) => {
  now = new Date(time);
  await deliver(deps, { delivery_id: await deliveryId() }, lastLook);
  return (await app.now(update)).state;
};
const told = async () => (await listNotices(app.db, 20)).map(({ kind }) => kind);

/** What GitHub says was merged, and what each reverts. */
function read(...merged: (number | [number, number])[]): void {
  const undone = new Map(merged.flatMap((one) => (typeof one === "number" ? [] : [[one[1], one[0]]])));
  const pull_requests = merged.map((one): PullRequest => {
    const number = typeof one === "number" ? one : one[0];
    const by = undone.get(number);
    return {
      ref: `acme/harbor#${number}`,
      repo: "acme/harbor",
      number,
      title: `Title ${number}`,
      body: "",
      labels: [],
      url: `https://github.com/acme/harbor/pull/${number}`,
      author: { login: "ada", kind: "human" },
      base_branch: "main",
      merged_at: `2026-10-04T06:${number}:00Z`,
      merge_sha: null,
      co_authors: [],
      ...(by !== undefined && { fate: { is: "undone", of: [{ ref: `acme/harbor#${by}`, title: "", labels: [] }] } }),
    };
  });
  app.pipelines.evidence = async ({ date_range }) => ({
    status: "ready",
    preview: {
      pull_requests,
      evidence_digest: "e",
      read_at: SLOT,
      notes: [],
      coverage: { pages: 1, seen: 3, in_window: 3, excluded: 0 },
      timeframe: { since: "", until: "", ...date_range, time_zone: "UTC" },
    },
  });
}

test("approved before its time it waits for it, through sweeps and early jobs, and then goes out once", async () => {
  await approved();
  expect(await deliverAt("2026-10-04T20:00:00Z")).toBe("approved");
  await sweepDeliveries(deps);
  expect(await app.waiting("deliver")).toHaveLength(2);
  expect(posts).toBe(0);

  expect(await deliverAt("2026-10-05T07:00:00Z")).toBe("posted");
  await deliverAt("2026-10-05T07:00:05Z");
  expect(posts).toBe(1);
});

test("a lost job is found by the sweep, a minute after the slot and not before", async () => {
  await approved();
  const waiting = async () => (await app.waiting("deliver")).length;
  now = new Date("2026-10-05T06:59:00Z");
  await sweepDeliveries(deps);
  expect(await waiting()).toBe(1);
  now = new Date("2026-10-05T07:01:30Z");
  await sweepDeliveries(deps);
  expect(await waiting()).toBe(2);
});

test("not approved by then it is held, its people hear of it once, and a late approval posts at once", async () => {
  await tendAt("2026-10-05T06:59:30Z");
  expect(await told()).toEqual([]);
  await tendAt("2026-10-05T07:00:30Z");
  await tendAt("2026-10-05T07:01:30Z");

  expect(await listNotices(app.db, 20)).toMatchObject([
    { kind: "slot.held", person_id: app.mira.id, approvers: true, payload: { because: "not_approved" } },
  ]);
  expect((await app.now(update)).state).toBe("in_review");
  now = new Date("2026-10-05T09:00:00Z");
  await approved();
  expect(await deliverAt("2026-10-05T09:00:01Z")).toBe("posted");
});

test("a cited pull request that was reverted since holds it: nothing is posted, the approval ends, people are told", async () => {
  await approved();
  read(12, 13, 14, [20, 12]);

  expect(await deliverAt("2026-10-05T07:00:00Z")).toBe("in_review");
  expect(posts).toBe(0);
  expect(await listNotices(app.db, 20)).toMatchObject([
    { kind: "slot.held", payload: { because: "reverted", reverted: [{ pr: "acme/harbor#12", by: "acme/harbor#20" }] } },
  ]);
  await tendAt("2026-10-05T07:05:00Z");
  expect(await told()).toEqual(["slot.held"]);
});

test("half an hour before, the evidence is read again: a revert is told in time, and new merges are offered", async () => {
  read(12, 13, 14, 15);
  await tendAt("2026-10-05T06:29:00Z");
  expect(await told()).toEqual([]);
  await tendAt("2026-10-05T06:31:00Z");
  await tendAt("2026-10-05T06:32:00Z");

  expect(await listNotices(app.db, 20)).toMatchObject([
    { kind: "slot.merged", payload: { merged: ["acme/harbor#15"] } },
  ]);
  await approved();
  expect(await deliverAt("2026-10-05T07:00:00Z")).toBe("posted");
});

test("what was merged since is taken in on request: the approval ends, and the window reaches to now", async () => {
  await approved();
  now = new Date("2026-10-05T06:40:00Z");
  const again = await takeIn(deps, app.tobi, update.id);

  expect(again).toMatchObject({ state: "generating", generation: 2 });
  expect((await findGeneration(app.db, update.id, 2))?.timeframe?.until).toBe("2026-10-05T06:40:00Z");
  expect(await deliverAt("2026-10-05T07:00:00Z").catch(() => "gone")).toBe("generating");
  expect(posts).toBe(0);
});

test("taken in once, what is merged after that is offered anew", async () => {
  read(12, 13, 14, 15);
  await tendAt("2026-10-05T06:31:00Z");
  now = new Date("2026-10-05T06:40:00Z");
  await takeIn(deps, app.tobi, update.id);
  await app.answered(await app.now(update));
  await readUntil("2026-10-05T06:40:00Z");
  expect(await found()).toBeNull();
  read(12, 13, 14, 15, 16);
  await tendAt("2026-10-05T06:45:00Z");

  expect(await found()).toMatchObject({
    merged: ["acme/harbor#15", "acme/harbor#16"],
    until: "2026-10-05T06:40:00.000Z",
  });
});

test("what is held for long is read again every hour, so that the offer is what is there", async () => {
  const asked = vi.spyOn(app.pipelines, "evidence");
  for (const time of ["06:31:00", "06:59:00", "07:01:00", "07:32:00", "07:40:00"]) await tendAt(`2026-10-05T${time}Z`);
  expect(asked).toHaveBeenCalledTimes(2);

  read(12, 13, 14, 15, 16);
  await tendAt("2026-10-05T08:33:00Z");
  expect((await found())?.merged).toHaveLength(2);
});

test("what a later update has read is not offered", async () => {
  await tendAt("2026-10-11T07:00:30Z");
  read(12, 13, 14, 15);
  await tendAt("2026-10-11T08:01:00Z");

  expect((await found())?.merged).toEqual([]);
  await expect(takeIn(deps, app.tobi, update.id)).rejects.toMatchObject({ code: "conflict" });
});

test("an approved text can go out before its time: its evidence is read again, it goes once, and the decision stays", async () => {
  await approved();
  now = new Date("2026-10-04T20:00:00Z");
  await postNow(deps, app.tobi, update.id);
  read(12, 13, 14, [20, 12]);
  expect(await deliverAt("2026-10-04T20:00:01Z")).toBe("in_review");
  read(12, 13, 14);
  await approved();
  expect(await deliverAt("2026-10-04T20:05:00Z")).toBe("approved");
  await postNow(deps, app.tobi, update.id);

  expect(await deliverAt("2026-10-04T20:06:00Z")).toBe("posted");
  expect(await deliverAt("2026-10-05T07:00:00Z")).toBe("posted");
  expect(posts).toBe(1);
  const events = await listAudit(app.db, update.id);
  expect(events.findLast(({ action }) => action === "update.put_forward")).toMatchObject({ actor_id: app.tobi.id });
  await expect(postNow(deps, app.tobi, update.id)).rejects.toMatchObject({ code: "conflict" });
});

test("who could not have approved it does not send it ahead of its time either", async () => {
  await approved();
  await app.db.updateTable("app.people").set({ role: "viewer" }).where("id", "=", app.mira.id!).execute();

  await expect(postNow(deps, app.mira, update.id)).rejects.toMatchObject({ code: "forbidden" });
});

test("when the evidence cannot be read it is tried for half an hour, and then held", async () => {
  await approved();
  app.pipelines.evidence = async () => {
    throw new Problem("unavailable", "GitHub does not answer.", "Try again in a moment.");
  };
  expect(await deliverAt("2026-10-05T07:00:00Z")).toBe("approved");
  expect(await deliverAt("2026-10-05T07:29:00Z")).toBe("approved");
  expect(await deliverAt("2026-10-05T07:31:00Z")).toBe("in_review");
  expect(await findSlotOf(app.db, update.id)).toMatchObject({ held_because: "unread" });
});

test("the owner hears once of a scheduled run that failed", async () => {
  await app.put(update.id, "failed");
  await tendAt("2026-10-04T08:00:00Z");
  await tendAt("2026-10-04T08:01:00Z");

  expect(await told()).toEqual(["slot.failed"]);
});
