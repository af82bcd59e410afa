import { sql } from "kysely";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { personOf } from "../../app/people/person-of.ts";
import { signIn } from "../../app/people/sign-in.ts";
import { signOut } from "../../app/people/sign-out.ts";
import { webActor } from "../../app/people/web-actor.ts";
import { devPeople } from "../../app/people/dev-people.ts";
import { ensureTeam, WITH_MADE_UP_PEOPLE } from "../../db/app/people.ts";
import { listAudit } from "../../db/app/audit.ts";
import type { AppTables } from "../../db/app/tables.ts";
import { connect } from "../../db/connect.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { silent, testDatabase } from "../support/database.ts";
import { tableDump } from "../support/table-dump.ts";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test.each(["update app.audit_events set action = 'x'", "delete from app.audit_events", "truncate app.audit_events"])(
  "the audit trail refuses %j, even from the superuser",
  async (statement) => {
    const update = await app.composed();
    const before = await listAudit(app.db, update.id);
    await expect(sql.raw(statement).execute(app.db)).rejects.toThrow("permission denied");

    for (const role of ["pulse_owner", "pulse_superuser"] as const) {
      const { db, close } = connect(app.database.url(role), silent);
      await expect(sql.raw(statement).execute(db)).rejects.toThrow("append-only");
      await close();
    }
    expect(await listAudit(app.db, update.id)).toEqual(before);
  },
);

test("the events of one update are told in the order in which they happened", async () => {
  const update = await app.written();

  const told = await listAudit(app.db, update.id);

  expect(told.map(({ action, actor_name }) => [action, actor_name])).toEqual([
    ["update.composed", "Mira Lindqvist"],
    ["update.written", null],
  ]);
});

test("a session is known by its token, which is stored nowhere", async () => {
  const { token, expiresAt } = await signIn(app.deps, "mira");

  const person = await personOf(app.deps, token);
  expect(person && webActor(person)).toEqual({ ...app.mira });
  const dump = await tableDump(app.database.url());
  expect([dump.includes(token), dump.includes(sha256(token))]).toEqual([false, true]);
  expect(expiresAt.getTime()).toBeGreaterThan(Date.now());
});

test("a session ends by itself, by signing out, and a made-up or stored value opens none", async () => {
  const { token } = await signIn(app.deps, "tobi");

  expect(await personOf(app.deps, `${token}x`)).toBeUndefined();
  expect(await personOf(app.deps, sha256(token))).toBeUndefined();
  app.passTime(15 * 24 * 3600 * 1000);
  expect(await personOf(app.deps, token)).toBeUndefined();
  app.passTime(-15 * 24 * 3600 * 1000);
  expect((await personOf(app.deps, token))?.handle).toBe("tobi");
  await signOut(app.deps, token);
  expect(await personOf(app.deps, token)).toBeUndefined();
});

test("nobody signs in by name outside development, and no stranger at all", async () => {
  const elsewhere = { ...app.deps, settings: { ...app.deps.settings, development: false } };

  await expect(signIn(elsewhere, "mira")).rejects.toMatchObject({ code: "forbidden" });
  await expect(signIn(app.deps, "eve")).rejects.toMatchObject({ code: "not_found" });
});

test("several processes that start at once make one team and each person once", async () => {
  await Promise.all([1, 2, 3].map(() => ensureTeam(app.db, "Other", devPeople)));

  expect(await app.db.selectFrom("app.teams").select("name").execute()).toEqual([{ name: "Acme" }]);
  expect(await app.db.selectFrom("app.people").select("id").execute()).toHaveLength(3);
});

test("several processes that start at once on an empty database make one team", async () => {
  const database = await testDatabase();
  const { db, close } = connect<AppTables>(database.url("pulse_app"), silent, WITH_MADE_UP_PEOPLE);
  onTestFinished(async () => {
    await close();
    await database.drop();
  });

  await Promise.all([1, 2, 3, 4].map(() => ensureTeam(db, "Acme", devPeople)));

  expect(await db.selectFrom("app.teams").select("name").execute()).toHaveLength(1);
  expect(await db.selectFrom("app.people").select("id").execute()).toHaveLength(3);
});
