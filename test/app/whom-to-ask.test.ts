import { afterAll, beforeAll, expect, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { askedOf } from "../../app/updates/asked-of.ts";
import { approve } from "../../app/updates/approve.ts";
import { changeChannel } from "../../app/updates/change-channel.ts";
import { requestApproval } from "../../app/updates/request-approval.ts";
import { findPerson } from "../../db/app/people.ts";
import type { ApprovalRules, Update } from "../../db/app/tables.ts";
import { approving, BRIEF, startTestApp, TEXT, type TestApp } from "../support/app.ts";
import { browseAsMira } from "../support/browse.ts";

let app: TestApp;
let lena: string;
beforeAll(async () => {
  app = await startTestApp();
  lena = (await findPerson(app.db, "lena"))!.id;
});
afterAll(() => app?.stop());

const EDITED = { markdown: TEXT, base_revision: 1 };
const ask = (update: Update, ...asked: (string | null)[]) =>
  requestApproval(app.deps, app.mira, update.id, { ...EDITED, asked: asked.map(String) });
let profiles = 0;
async function ruled(rules: Partial<ApprovalRules>): Promise<Update> {
  const approval = {
    approvers: "anyone" as const,
    author_may_approve: true,
    deadline_hours: null,
    post_nothing: false,
  };
  const name = `Ruled ${(profiles += 1)}`;
  const channel = { id: `C${name}`, name };
  const input = { name, time_zone: "UTC", channel, brief: BRIEF, approval: { ...approval, ...rules } };
  const profile = await saveProfile(app.deps, app.mira, input);
  return app.written(TEXT, { profile_id: profile.id, channel });
}

test("whom somebody asks is kept with the request; who was not asked still may approve", async () => {
  const update = await app.written();
  expect(askedOf(await ask(update, lena))).toEqual([lena]);
  await approve(app.deps, app.tobi, update.id, approving(TEXT));
  expect((await app.now(update)).state).toBe("approved");
});

test("everybody is asked by default, and where all are chosen", async () => {
  const update = await app.written();
  expect(askedOf(await requestApproval(app.deps, app.mira, update.id, EDITED))).toEqual([]);
  const people = await app.db.selectFrom("app.people").select(["id", "role"]).execute();
  const all = people.filter(({ id, role }) => role !== "viewer" && id !== app.mira.id).map(({ id }) => id);
  expect(askedOf(await ask(update, ...all))).toEqual([]);
});

test.each<[string, Partial<ApprovalRules>, () => (string | null)[], string]>([
  ["nobody", {}, () => [], "Nobody is chosen."],
  ["oneself", {}, () => [app.mira.id], "Somebody you chose may not approve it."],
  [
    "who is nobody here",
    {},
    () => ["01a1fc97-566b-7799-889c-76eca26adfb4", "x"],
    "Somebody you chose may not approve it.",
  ],
  ["whom its rules do not name", { approvers: "approvers" }, () => [lena], "Somebody you chose may not approve it."],
])("asking %s is refused with what to do, and nothing is asked", async (_what, rules, whom, message) => {
  if (rules.approvers) await app.db.updateTable("app.people").set({ role: "author" }).where("id", "=", lena).execute();
  const update = await ruled(rules);
  await expect(ask(update, ...whom())).rejects.toMatchObject({ code: "invalid", message });
  expect((await app.now(update)).review_requested_at).toBeNull();
});

test("a request that ends takes its choice with it", async () => {
  const update = await app.written();
  await ask(update, app.tobi.id);
  const moved = await changeChannel(app.deps, app.mira, update.id, { channel: { id: "C9", name: "other" } });
  expect(askedOf(moved)).toEqual([]);
});

test("its page says who was asked, and Approvals whom it waits for", async () => {
  const browse = await browseAsMira(app.deps);
  const update = await app.written();
  await ask(update, app.tobi.id);
  const words = async (path: string) => (await (await browse(path)).text()).replace(/\s+/g, " ");
  expect(await words(`/updates/${update.id}`)).toContain("Mira Lindqvist asked Tobi Okafor.");
  expect(await words("/approvals")).toContain("Tobi Okafor is asked");
  const other = await app.written();
  await requestApproval(app.deps, app.tobi, other.id, { ...EDITED, asked: [String(app.mira.id)] });
  expect(await words("/approvals")).toMatch(/You are asked.*Tobi Okafor is asked/);
});
