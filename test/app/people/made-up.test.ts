import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "kysely";
import { migrations } from "../../../db/app/migrations/index.ts";
import type { AppTables, Db } from "../../../db/app/tables.ts";
import { freeAddress } from "../../../base/free-address.ts";
import { connect } from "../../../db/connect.ts";
import { migrate } from "../../../db/migrate.ts";
import { prepareDatabase } from "../../../db/prepare.ts";
import { newId } from "../../../webhooks/contract/ids.ts";
import { sha256 } from "../../../webhooks/contract/digest.ts";
import { BRIEF, CHANNEL, TEXT } from "../../support/app.ts";
import { silent, testDatabase, type TestDatabase } from "../../support/database.ts";
import { startProvider, type LyingProvider } from "../../support/lying-provider.ts";
import { forkMain, type MainProcess } from "../../support/main-process.ts";

/*
 * A data folder that was tried in development, before made-up people were known to be that, and is then put to use: the whole app as
 * a process of its own, with OpenID and ADMIN_EMAIL and without the development sign-in.
 */

const CLIENT = { id: "pulse", secret: "a secret of the tests, long enough" };
const PUBLIC_URL = "http://pulse.example";
const KEY = Buffer.alloc(32, 5).toString("base64");
const MIRAS_COOKIE = "mira-was-here";

let database: TestDatabase;
let db: Db;
let close: () => Promise<void>;
let provider: LyingProvider;
let app: MainProcess;
let at: string;

const ids = { team: newId(), mira: newId(), tobi: newId(), lena: newId(), ada: newId(), profile: newId() };
const update = newId();

beforeAll(async () => {
  [database, provider] = await Promise.all([testDatabase(), startProvider(CLIENT)]);
  const owner = database.url("pulse_owner");
  await inOneGo(owner, sql`drop schema app cascade`);
  ({ db, close } = connect<AppTables>(owner, silent));
  await migrate(db, "app", Object.fromEntries(Object.entries(migrations).filter(([name]) => name < "0008")));
  await triedInDevelopment();
  const [app_, pipelines] = [database.url("pulse_app"), database.url("pulse_pipelines")];
  await prepareDatabase({ owner, app: app_, pipelines }, silent);
  // An app with a PUBLIC_URL tells that one, and not where it listens.
  at = await freeAddress();
  app = await forkMain("app/main.ts", {
    PORT: new URL(at).port,
    NODE_ENV: "production",
    HOST: "127.0.0.1",
    PUBLIC_URL,
    DATABASE_URL: database.url("pulse_app"),
    PIPELINES_URL: "http://127.0.0.1:9",
    PULSE_API_KEY: "pulse_a_key_of_the_tests_alone",
    WEBHOOK_SIGNING_KEYS: KEY,
    WEBHOOK_TOKEN_KEY: KEY,
    LOG_LEVEL: "warn",
    SLACK_BOT_TOKEN: "xoxb-none",
    SLACK_API_URL: "http://127.0.0.1:9/api/",
    SLACK_TEAM_ID: "T0REAL",
    OPENID_ISSUER: provider.issuer,
    OPENID_CLIENT_ID: CLIENT.id,
    OPENID_CLIENT_SECRET: CLIENT.secret,
    OPENID_EMAIL_DOMAINS: "*",
    ADMIN_EMAIL: "ada@acme.example",
  });
});
afterAll(async () => {
  await app?.stop();
  await close();
  await Promise.all([database.drop(), provider.stop()]);
});

async function inOneGo<Row>(url: string, statement: ReturnType<typeof sql>) {
  const connection = connect<AppTables>(url, silent);
  try {
    return (await statement.execute(connection.db)) as { rows: Row[] };
  } finally {
    await connection.close();
  }
}

/** Rows as they were written then: nothing says of anybody that they are made up. */
async function triedInDevelopment(): Promise<void> {
  const [brief, channel] = [JSON.stringify(BRIEF), JSON.stringify(CHANNEL)];
  const rules = JSON.stringify({ approvers: [ids.mira], author_may_approve: true, deadline_hours: null });
  const { team, mira, tobi, lena, ada, profile } = ids;
  const written = [
    sql`insert into app.teams (id, name) values (${team}, 'Acme')`,
    sql`insert into app.people (id, team_id, handle, name, email, slack_user_id, role) values
      (${mira}, ${team}, 'mira', 'Mira Lindqvist', 'mira@acme.example', 'U0MIRA', 'admin'),
      (${tobi}, ${team}, 'tobi', 'Tobi Okafor', 'tobi@acme.example', 'U0TOBI', 'approver'),
      (${lena}, ${team}, 'lena', 'Lena Brandt', 'lena@acme.example', 'U0LENA', 'approver')`,
    sql`insert into app.people (id, team_id, handle, name, email, openid_issuer, openid_subject, role) values
      (${ada}, ${team}, 'ada', 'Ada Love', 'ada@acme.example', ${provider.issuer}, 'ada', 'author')`,
    sql`insert into app.sessions (token_sha256, person_id, expires_at)
      values (${sha256(MIRAS_COOKIE)}, ${mira}, now() + interval '10 days')`,
    sql`insert into app.profiles (id, team_id, name, slug, time_zone, channel, brief, created_by, approval)
      values (${profile}, ${team}, 'Weekly', 'weekly', 'UTC', ${channel}, ${brief}, ${mira}, ${rules})`,
    sql`insert into app.schedules (id, team_id, profile_id, cron, time_zone, draft_lead_minutes, posts, handled_until, owner_id)
      values (${newId()}, ${team}, ${profile}, '* * * * *', 'UTC', 0, 'on_approval', now() - interval '10 minutes', ${mira})`,
    sql`insert into app.updates (id, team_id, profile_id, state, title, brief, channel, revision, created_by)
      values (${update}, ${team}, ${profile}, 'in_review', 'Faster search', ${brief}, ${channel}, 1, ${mira})`,
    sql`insert into app.revisions (id, update_id, number, markdown, digest, written_by)
      values (${newId()}, ${update}, 1, ${TEXT}, ${sha256(TEXT)}, ${mira})`,
    sql`insert into app.decisions (id, update_id, kind, revision, digest, channel, parts_digest, person_id, reason)
      values (${newId()}, ${update}, 'request_changes', 1, ${sha256(TEXT)}, ${channel}, '', ${tobi}, 'Shorter.')`,
    sql`insert into app.audit_events (id, team_id, actor_id, surface, action, update_id)
      values (${newId()}, ${team}, ${mira}, 'web', 'update.composed', ${update})`,
  ];
  for (const statement of written) await statement.execute(db);
}

const get = (path: string, cookie = "", form?: Record<string, string>) =>
  fetch(`${at}${path}`, {
    redirect: "manual",
    // As a proxy before it hands them on.
    headers: { cookie, origin: PUBLIC_URL, accept: "text/html", "x-forwarded-host": new URL(PUBLIC_URL).host },
    ...(form && { method: "POST", body: new URLSearchParams(form) }),
  });

/** @returns the cookie of somebody whom the provider calls this. */
async function signIn(sub: string, email: string): Promise<string> {
  const begun = await get("/sign-in/begin");
  const asked = new URL(begun.headers.get("location") ?? "").searchParams;
  const name = `${sub} at work`;
  provider.say({ claims: { sub, email, email_verified: true, name, nonce: asked.get("nonce") } });
  const way = new URLSearchParams({ code: "c", state: asked.get("state") ?? "" });
  const answer = await get(`/sign-in/callback?${way}`, cookiesOf(begun));
  return cookiesOf(answer);
}
const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

test("made-up people cannot sign in, and the sessions that they had are none", async () => {
  const page = await (await get("/sign-in")).text();
  expect(page).not.toContain("Mira");
  expect((await get("/sign-in", "", { handle: "mira" })).status).toBe(403);
  expect((await get("/updates", `__Host-pulse=${MIRAS_COOKIE}`)).headers.get("location")).toContain("/sign-in");
});

test("before there is an admin a refusal names the setting, and nobody who was made up", async () => {
  const bo = await signIn("bo", "bo@acme.example");
  const refused = await get(`/settings/people/${ids.lena}`, bo, { role: "viewer" });

  const words = await refused.text();
  expect(refused.status).toBe(403);
  expect(words).toContain("set ADMIN_EMAIL to whoever shall be admin");
  expect(words).not.toMatch(/Mira|Tobi|Lena/);
});

test("whoever has ADMIN_EMAIL is the admin, though they had come as an author before", async () => {
  const ada = await signIn("ada", "ada@acme.example");

  const page = await (await get("/settings", ada)).text();
  expect(page).toContain("Ada Love");
  expect(page).toContain("Nobody can approve what is made with <b>Weekly</b>");
  expect(page).not.toMatch(/Mira|Tobi|Lena/);
  const row = await db.selectFrom("app.people").selectAll().where("id", "=", ids.ada).executeTakeFirstOrThrow();
  expect(row).toMatchObject({ role: "admin", made_up: false });
  expect((await get(`/settings/people/${ids.mira}`, ada, { role: "viewer" })).status).toBe(404);
});

test("a new person with a made-up one's address is somebody else", async () => {
  const cookie = await signIn("real-mira", "mira@acme.example");

  expect(await (await get("/settings", cookie)).text()).toContain("real-mira at work");
  const rows = await db.selectFrom("app.people").selectAll().where("email", "=", "mira@acme.example").execute();
  expect(rows.map(({ made_up, role }) => [made_up, role]).sort()).toEqual([
    [false, "author"],
    [true, "admin"],
  ]);
});

test("what they did stays told, what they alone could decide is decided by nobody, and every page shows", async () => {
  const ada = await signIn("ada", "ada@acme.example");

  const page = await (await get(`/updates/${update}`, ada)).text();
  expect(page).toContain("Mira Lindqvist");
  expect(page).toContain("Nobody may approve it at the moment.");
  const refused = await get(`/updates/${update}/approval`, ada, { markdown: TEXT, base_revision: "1" });
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain("ask Ada Love to change who approves");
  for (const path of ["/updates", "/approvals", "/profiles", "/profiles/weekly", "/profiles/weekly/schedule"]) {
    const answer = await get(path, ada);
    expect([path, answer.status]).toEqual([path, 200]);
  }
  expect(await (await get("/profiles/weekly", ada)).text()).not.toMatch(/>[^<]*(Tobi|Lena)/);
});

test("a schedule of somebody made up drafts nothing, as that of somebody who was switched off", async () => {
  const slots = await db.selectFrom("app.slots").select(["state", "problem"]).execute();
  const updates = await db.selectFrom("app.updates").select("id").execute();

  expect(updates).toEqual([{ id: update }]);
  for (const { state } of slots) expect(["failed", "missed"]).toContain(state);
});

test("with the development sign-in they are back, and so are their sessions", async () => {
  await app.stop();
  app = await forkMain("app/main.ts", {
    HOST: "127.0.0.1",
    DATABASE_URL: database.url("pulse_app"),
    DEMO_PARTS: "slack",
    PIPELINES_URL: "http://127.0.0.1:9",
    PULSE_API_KEY: "pulse_a_key_of_the_tests_alone",
    WEBHOOK_SIGNING_KEYS: KEY,
    WEBHOOK_TOKEN_KEY: KEY,
    LOG_LEVEL: "warn",
    SLACK_BOT_TOKEN: "xoxb-none",
    SLACK_API_URL: "http://127.0.0.1:9/api/",
  });
  at = app.url;

  const page = await (await get("/settings", `__Host-pulse=${MIRAS_COOKIE}`)).text();
  expect(page).toContain("Mira Lindqvist");
  expect(await db.selectFrom("app.people").select("id").where("made_up", "=", true).execute()).toHaveLength(3);
});
