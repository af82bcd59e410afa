import { afterAll, beforeAll, expect, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { saveSchedule } from "../../app/schedules/save-schedule.ts";
import { nextSlots } from "../../app/clock/slots.ts";
import { tendSchedules } from "../../app/schedules/tend-schedules.ts";
import { listSlots } from "../../db/app/slots.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import { BRIEF, CHANNEL } from "../support/app.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

/** Weekly, and its next draft is due within the hour: tests are run on all days of a week. */
const SLOT = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 24 * 3_600_000);
const WEEKLY = {
  cron: `0 ${SLOT.getUTCHours()} * * ${SLOT.getUTCDay()}`,
  time_zone: "UTC",
  draft_lead_minutes: 24 * 60,
  posts: "at_slot" as const,
};
const SECOND_MS = 1_000;

test("a scheduled weekly that is fine as it is takes a click and its confirmation, and goes out at its time", async () => {
  const { app } = desk;
  const input = { name: "Weekly", time_zone: WEEKLY.time_zone, channel: CHANNEL, brief: BRIEF };
  const profile = await saveProfile(app.deps, app.mira, input);
  const { id } = await saveSchedule(app.deps, app.mira, profile.id, WEEKLY);
  const [slot] = nextSlots(WEEKLY, new Date(app.deps.clock().getTime() + WEEKLY.draft_lead_minutes * 60_000), 1);
  if (!slot) throw new Error("A weekly schedule has a next time.");
  const until = (time: number) => app.passTime(time - app.deps.clock().getTime() + SECOND_MS);
  app.pipelines.evidence = async () => ({ status: "ready", preview });

  until(slot.getTime() - WEEKLY.draft_lead_minutes * 60_000);
  await tendSchedules(app.deps);
  const [drafted] = await listSlots(app.db, id, 1);
  const update = await app.answered(await app.now({ id: drafted?.update_id ?? "" }));
  await desk.draw();

  const card = await desk.card("U0MIRA", update);
  const approve = buttons(card.blocks).filter(({ action_id }) => action_id === "approve");
  expect(approve).toMatchObject([{ text: { text: "Approve" } }]);
  await desk.approves("U0MIRA", update);
  await desk.shows("U0MIRA", update, "Approved, goes out to");
  await desk.delivered();
  expect((await app.now(update)).state).toBe("approved");

  until(slot.getTime());
  await desk.redelivered();
  await desk.draw();
  await desk.shows("U0MIRA", update, "Posted to");
});

type Shown = { type: string; elements?: { action_id?: string; confirm?: object }[] };
const buttons = (blocks: Shown[] = []) => blocks.flatMap(({ elements = [] }) => elements);

/** What the text tells of, still there. */
const preview = {
  pull_requests: [12, 13].map((number): PullRequest => ({
    ref: `acme/harbor#${number}`,
    repo: "acme/harbor",
    number,
    title: `Title ${number}`,
    body: "",
    labels: [],
    url: `https://github.com/acme/harbor/pull/${number}`,
    author: { login: "ada", kind: "human" },
    base_branch: "main",
    merged_at: "2026-11-10T10:00:00Z",
    merge_sha: null,
    co_authors: [],
  })),
  evidence_digest: "e",
  read_at: "2026-11-20T09:00:00Z",
  notes: [],
  coverage: { pages: 1, seen: 2, in_window: 2, excluded: 0 },
  timeframe: { since: "2026-11-09T00:00:00Z", until: "2026-11-16T00:00:00Z", time_zone: "Europe/Berlin" },
};
