import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listAudit } from "../../db/app/audit.ts";
import type { Update } from "../../db/app/tables.ts";
import { approve } from "../../app/updates/approve.ts";
import { askChecks } from "../../app/updates/ask-checks.ts";
import { loadUpdate } from "../../app/updates/load.ts";
import { lookAgain } from "../../app/updates/look-again.ts";
import { takeIn } from "../../app/updates/take-in.ts";
import { findGeneration } from "../../db/app/generations.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { startTestApp, TEXT, type TestApp } from "../support/app.ts";
import { pull } from "../support/pulls.ts";

let app: TestApp;
let update: Update;
const HOUR_MS = 3_600_000;

beforeEach(async () => {
  app = await startTestApp();
  update = await app.written();
});
afterEach(() => app?.stop());

/** What GitHub says now. */
function merged(...pulls: PullRequest[]): void {
  const preview = { pull_requests: pulls } as never;
  vi.spyOn(app.pipelines, "evidence").mockResolvedValue({ status: "ready", preview } as never);
}
const known = () => update.ledger.map(({ pr }) => pull(Number(pr.split("#")[1]), pr));
const stale = async () =>
  (await askChecks(app.deps, await app.now(update), TEXT)).findings.filter(({ check }) => check === "S10");
const approved = (acknowledged: string[] = []) =>
  approve(app.deps, app.tobi, update.id, { markdown: TEXT, base_revision: 1, override_reason: null, acknowledged });

test("a text that is approved within hours asks nothing", async () => {
  app.passTime(5 * HOUR_MS);
  expect(await stale()).toEqual([]);
  expect((await approved()).state).toBe("approved");
});

test("what was read six hours ago is a flag that says when; somebody takes it on, or looks again", async () => {
  app.passTime(7 * HOUR_MS);
  const [flag] = await stale();
  expect(flag).toMatchObject({
    severity: "flag",
    line: null,
    message: expect.stringMatching(/^What this tells was read on/),
  });
  await expect(approved()).rejects.toMatchObject({ code: "invalid" });
  expect((await approved([flag!.key])).state).toBe("approved");
});

test("looking again finds nothing: nothing is asked, and history says who looked", async () => {
  app.passTime(7 * HOUR_MS);
  merged(...known());
  expect(await lookAgain(app.deps, app.tobi, update.id)).toMatchObject({ reverted: [], merged: [] });

  expect(await stale()).toEqual([]);
  expect((await approved()).state).toBe("approved");
  const events = await listAudit(app.db, update.id);
  expect(events.find(({ action }) => action === "update.looked_again")).toMatchObject({ actor_id: app.tobi.id });
});

test("what was taken back since is a flag at its line, until the text tells it no more", async () => {
  const [first] = update.ledger;
  const gone = {
    ...known()[0]!,
    fate: { is: "undone" as const, of: [{ ref: "acme/harbor#90", title: "Revert", labels: [] }] },
  };
  merged(gone, ...known().slice(1));
  await lookAgain(app.deps, app.tobi, update.id);

  const [flag] = await stale();
  expect(flag).toMatchObject({ prs: [first!.pr], severity: "flag" });
  expect(flag!.message).toBe(`#${first!.pr.split("#")[1]} was taken back by #90 after this was written.`);
  expect(TEXT.split("\n")[flag!.line! - 1]).toContain(`#${first!.pr.split("#")[1]}`);
  const without = TEXT.split("\n")
    .filter((_line, index) => index !== flag!.line! - 1)
    .join("\n");
  const { findings } = await askChecks(app.deps, await app.now(update), without);
  expect(findings.filter(({ check }) => check === "S10")).toEqual([]);
});

test("what more was merged is offered while its window goes on, and taken in on request", async () => {
  const now = new Date();
  const window = (until: Date) => ({ since: "2026-11-01T00:00:00Z", until: until.toISOString(), time_zone: "UTC" });
  const readUntil = (until: Date) =>
    app.db
      .updateTable("app.generations")
      .set({ timeframe: JSON.stringify(window(until)) })
      .execute();
  const fresh = { ...pull(77, "feat: a pier"), merged_at: new Date(now.getTime() + 60_000).toISOString() };
  merged(...known(), fresh);

  await readUntil(new Date(now.getTime() - 7 * 24 * 3_600_000));
  expect((await lookAgain(app.deps, app.tobi, update.id)).merged).toEqual([]);
  await readUntil(now);
  app.passTime(HOUR_MS);
  expect((await lookAgain(app.deps, app.tobi, update.id)).merged).toEqual(["acme/harbor#77"]);
  const again = await takeIn(app.deps, app.tobi, update.id);
  expect(again.state).toBe("generating");
  const asked = (await findGeneration(app.db, update.id, again.generation))?.parameters.date_range;
  expect(new Date(asked!.until).getTime()).toBeGreaterThan(now.getTime() + 3_000_000);
});

test("GitHub that cannot be read is said, and nothing is kept", async () => {
  vi.spyOn(app.pipelines, "evidence").mockRejectedValue(new Problem("unavailable", "GitHub is away.", "Try again."));
  await expect(lookAgain(app.deps, app.tobi, update.id)).rejects.toMatchObject({ code: "unavailable" });
  const { generation } = await loadUpdate(app.deps, app.tobi, update.id);
  expect(generation?.reread_at).toBeNull();
});

test("a viewer does not look, and of an update that is posted nobody does", async () => {
  merged(...known());
  await app.db.updateTable("app.people").set({ role: "viewer" }).where("id", "=", app.mira.id!).execute();
  await expect(lookAgain(app.deps, app.mira, update.id)).rejects.toMatchObject({ code: "forbidden" });
  await app.put(update.id, "posted");
  await expect(lookAgain(app.deps, app.tobi, update.id)).rejects.toMatchObject({ code: "conflict" });
});
