import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postToMe } from "../../../app/delivery/post-to-me.ts";
import type { Actor, Deps } from "../../../app/deps.ts";
import { allowModels } from "../../../app/models/allow-models.ts";
import { clearLostCalls } from "../../../app/models/clear-lost-calls.ts";
import { forgetModel } from "../../../app/models/forget-model.ts";
import { stopModels } from "../../../app/models/stop-models.ts";
import { changeRole } from "../../../app/people/change-role.ts";
import { deactivate } from "../../../app/people/deactivate.ts";
import { linkGithub } from "../../../app/people/link-github.ts";
import { reactivate } from "../../../app/people/reactivate.ts";
import type { Action } from "../../../app/people/policy.ts";
import { deleteProfile } from "../../../app/profiles/delete-profile.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { acknowledge } from "../../../app/updates/acknowledge.ts";
import { edit } from "../../../app/updates/edit.ts";
import { retryPost } from "../../../app/updates/retry-post.ts";
import { settleCheck } from "../../../app/updates/settle-check.ts";
import { approve } from "../../../app/updates/approve.ts";
import { cancel } from "../../../app/updates/cancel.ts";
import { compose } from "../../../app/updates/compose.ts";
import { correct } from "../../../app/updates/correct.ts";
import { deleteUpdate } from "../../../app/updates/delete-update.ts";
import { restoreUpdate } from "../../../app/updates/restore-update.ts";
import { generateFromProfile } from "../../../app/updates/generate-from-profile.ts";
import { postElsewhere } from "../../../app/updates/post-elsewhere.ts";
import { reject } from "../../../app/updates/reject.ts";
import { reopen } from "../../../app/updates/reopen.ts";
import { requestApproval } from "../../../app/updates/request-approval.ts";
import { requestChanges } from "../../../app/updates/request-changes.ts";
import { retract } from "../../../app/updates/retract.ts";
import { save } from "../../../app/updates/save.ts";
import { saveWorkingCopy } from "../../../app/updates/save-working-copy.ts";
import { tryAgain } from "../../../app/updates/try-again.ts";
import type { Role, Update, UpdateState } from "../../../db/app/tables.ts";
import { BRIEF, CHANNEL, startTestApp, TEXT, type TestApp } from "../../support/app.ts";

let app: TestApp;
let update: Update;
let lena: Actor;

beforeAll(async () => {
  app = await startTestApp();
  await saveProfile(app.deps, app.mira, { name: "Weekly", time_zone: "UTC", channel: CHANNEL, brief: BRIEF });
  update = await app.written();
  const person = await app.db
    .selectFrom("app.people")
    .selectAll()
    .where("handle", "=", "lena")
    .executeTakeFirstOrThrow();
  lena = { id: person.id, team_id: person.team_id, name: person.name, surface: "web" };
});
afterAll(() => app.stop());

const edited = { markdown: `${TEXT}\nMore.\n`, base_revision: 1 };
const approval = { ...edited, override_reason: null };
const composing = { brief: BRIEF, channel: CHANNEL, profile_id: null, previewed_digest: null };
const profile = { name: "Other", time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
type Operation = (deps: Deps, actor: Actor, id: string) => Promise<unknown>;

const MODEL = { server: "http://llm.test/v1", model: "m" };

/** Every operation that changes something, with a state in which it would be done, and the right it takes. */
const OPERATIONS: [string, Action, Role, UpdateState, Operation][] = [
  ["compose", "compose", "viewer", "in_review", (deps, actor) => compose(deps, actor, composing)],
  ["generate", "compose", "viewer", "in_review", (deps, actor) => generateFromProfile(deps, actor, "weekly")],
  ["cancel", "compose", "viewer", "generating", cancel],
  ["try again", "compose", "viewer", "failed", (...of) => tryAgain(...of)],
  [
    "post elsewhere",
    "compose",
    "viewer",
    "posted",
    (...of) => postElsewhere(...of, { channel: { id: "C1", name: "p" } }),
  ],
  ["save", "edit", "viewer", "in_review", (...of) => save(...of, edited)],
  ["save a working copy", "edit", "viewer", "in_review", (...of) => saveWorkingCopy(...of, edited)],
  ["acknowledge", "edit", "viewer", "in_review", (...of) => acknowledge(...of, { finding_key: "k" })],
  ["send to me", "edit", "viewer", "in_review", (...of) => postToMe(...of, { markdown: TEXT })],
  ["edit", "edit", "viewer", "approved", edit],
  ["request approval", "request_approval", "viewer", "in_review", (...of) => requestApproval(...of, edited)],
  [
    "request changes",
    "request_changes",
    "viewer",
    "in_review",
    (...of) => requestChanges(...of, { text: "x", reasons: [] }),
  ],
  ["reopen", "reopen", "viewer", "rejected", reopen],
  ["post again", "post_retry", "viewer", "post_failed", retryPost],
  ["settle a check", "post_retry", "viewer", "needs_check", (...of) => settleCheck(...of, { answer: "seen" })],
  ["approve", "approve", "viewer", "in_review", (...of) => approve(...of, approval)],
  ["correct", "correct", "viewer", "posted", (...of) => correct(...of, approval)],
  ["reject", "reject", "viewer", "in_review", (...of) => reject(...of, { reason: "No." })],
  ["retract", "retract", "viewer", "posted", (...of) => retract(...of, { reason: "Wrong." })],
  ["delete", "delete", "author", "in_review", deleteUpdate],
  ["save a profile", "profile.save", "viewer", "in_review", (deps, actor) => saveProfile(deps, actor, profile)],
  [
    "delete a profile",
    "profile.save",
    "viewer",
    "in_review",
    async (deps, actor) => deleteProfile(deps, actor, await weekly()),
  ],
  ["stop models", "models.stop", "approver", "in_review", (deps, actor) => stopModels(deps, actor, { reason: "x" })],
  ["allow models", "models.stop", "approver", "in_review", (deps, actor) => allowModels(deps, actor)],
  ["forget a model", "models.forget", "approver", "in_review", (deps, actor) => forgetModel(deps, actor, MODEL)],
  ["clear lost calls", "models.clear", "operator", "in_review", (deps, actor) => clearLostCalls(deps, actor)],
  [
    "change a role",
    "people.change",
    "operator",
    "in_review",
    (deps, actor) => changeRole(deps, actor, app.tobi.id!, { role: "viewer" }),
  ],
  ["deactivate", "people.change", "operator", "in_review", (deps, actor) => deactivate(deps, actor, app.tobi.id!)],
  ["reactivate", "people.change", "operator", "in_review", (deps, actor) => reactivate(deps, actor, app.tobi.id!)],
  [
    "link somebody else",
    "people.change",
    "operator",
    "in_review",
    (deps, actor) => linkGithub(deps, actor, app.tobi.id!, { login: "t", opt_out: false }),
  ],
];

const cases = OPERATIONS.flatMap(([name, action, role, state, operation]) =>
  (["web", "slack"] as const).map((surface) => ({ name, action, role, state, operation, surface })),
);

test.each(cases)("$name is refused to a $role on $surface: named, written down, and nothing done", async (one) => {
  const { action, role, state, operation, surface } = one;
  await become(lena, role);
  await app.put(update.id, state);
  const before = await content();
  const trail = await refusals();

  const refused = operation(app.deps, { ...lena, surface }, update.id);

  await expect(refused).rejects.toMatchObject({ code: "forbidden", remedy: expect.stringContaining("Mira Lindqvist") });
  expect(await content()).toEqual(before);
  const [told, ...more] = (await refusals()).slice(trail.length);
  expect(more).toEqual([]);
  expect(told).toMatchObject({ action: `${action}.refused`, actor_id: lena.id, surface });
});

test("what is in the bin is not brought back by somebody who did not throw it away", async () => {
  await become(lena, "author");
  const binned = await app.composed();
  await app.put(binned.id, "failed");
  await deleteUpdate(app.deps, app.mira, binned.id);

  await expect(restoreUpdate(app.deps, lena, binned.id)).rejects.toMatchObject({ code: "forbidden" });
  expect((await app.now(binned)).deleted_at).not.toBeNull();
});

test("a right is looked up at the moment of the act: a session from before a demotion is worth nothing", async () => {
  await become(lena, "admin");
  await app.put(update.id, "in_review");
  await saveWorkingCopy(app.deps, lena, update.id, { markdown: TEXT, base_revision: 1 });

  await become(lena, "viewer");

  await expect(saveWorkingCopy(app.deps, lena, update.id, edited)).rejects.toMatchObject({ code: "forbidden" });
});

test("twenty refused clicks at once are twenty answers and twenty lines in the trail", async () => {
  await become(lena, "viewer");
  await app.put(update.id, "in_review");
  const trail = await refusals();

  const all = await Promise.allSettled(Array.from({ length: 20 }, () => approve(app.deps, lena, update.id, approval)));

  for (const one of all) expect(one).toMatchObject({ status: "rejected", reason: { code: "forbidden" } });
  expect(await refusals()).toHaveLength(trail.length + 20);
  expect((await app.now(update)).state).toBe("in_review");
});

async function become({ id }: Actor, role: Role): Promise<void> {
  await app.db.updateTable("app.people").set({ role }).where("id", "=", id).execute();
}

async function weekly(): Promise<string> {
  return (await app.db.selectFrom("app.profiles").select("id").executeTakeFirstOrThrow()).id;
}

function refusals() {
  return app.db
    .selectFrom("app.audit_events")
    .select(["action", "actor_id", "surface", "update_id"])
    .where("action", "like", "%.refused")
    .orderBy("id")
    .execute();
}

const TABLES = [
  "people",
  "profiles",
  "updates",
  "generations",
  "revisions",
  "acknowledgements",
  "decisions",
  "deliveries",
];

/** Everything that an operation could have changed, and the jobs that it could have sent. */
async function content(): Promise<unknown> {
  const rows = TABLES.map((name) => `select t::text as row from app.${name} t`);
  const jobs = `select name || data::text as row from app_jobs.job where name in ('trigger', 'deliver', 'cancel-run')`;
  return (await sql.raw([...rows, `${jobs} order by 1`].join(" union all ")).execute(app.db)).rows;
}
