import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../../app/deps.ts";
import { startSession } from "../../app/people/start-session.ts";
import { approve } from "../../app/updates/approve.ts";
import { reject } from "../../app/updates/reject.ts";
import { reopen } from "../../app/updates/reopen.ts";
import { requestChanges } from "../../app/updates/request-changes.ts";
import { retract } from "../../app/updates/retract.ts";
import { save } from "../../app/updates/save.ts";
import { STATES } from "../../app/words.ts";
import { webApp } from "../../app/web/server.ts";
import { listAudit } from "../../db/app/audit.ts";
import { listDecisions } from "../../db/app/decisions.ts";
import { listDeliveries } from "../../db/app/deliveries.ts";
import { insertPerson } from "../../db/app/people.ts";
import type { AppTables, Person, UpdateState } from "../../db/app/tables.ts";
import { connect, inTransaction } from "../../db/connect.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { startTestApp, TEXT, type TestApp } from "../support/app.ts";
import { silent } from "../support/database.ts";

const PEOPLE = 50;
const APPROVAL = { markdown: TEXT, base_revision: 1, override_reason: null };

let app: TestApp;
let server: Server;
let url: string;
let people: Person[];

beforeAll(async () => {
  app = await startTestApp();
  // Safe: without options for HTTP/2 it is a plain server.
  server = await new Promise<Server>((up) => {
    const started = serve({ fetch: webApp(app.deps).fetch, hostname: "127.0.0.1", port: 0 }, () =>
      up(started as Server),
    );
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  people = await inTransaction(app.db, (tx) =>
    Promise.all(
      Array.from({ length: PEOPLE }, (_, index) =>
        insertPerson(tx, {
          team_id: app.mira.team_id,
          handle: `p${index}`,
          name: `Person ${index}`,
          email: null,
          slack_user_id: `U${index}`,
          openid_issuer: null,
          openid_subject: null,
          github_login: null,
          role: "approver",
        }),
      ),
    ),
  );
});
afterAll(async () => {
  server?.close();
  server?.closeAllConnections();
  await app?.stop();
});

/** @returns null when it was approved, else what the person is told. */
async function inTheBrowser(person: Person, id: string): Promise<string | null> {
  const { token } = await startSession(app.deps, person);
  const answer = await fetch(`${url}/updates/${id}/approval`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: `__Host-pulse=${token}`, origin: url, accept: "application/json" },
    body: new URLSearchParams({ markdown: TEXT, base_revision: "1" }),
  });
  const text = await answer.text();
  if (answer.status === 303) return null;
  expect(answer.status).toBe(409);
  return /\w+ ?\d* approved this [^.]+\./.exec(text)?.[0] ?? text;
}

async function inSlack({ id, team_id, name }: Person, updateId: string): Promise<string | null> {
  const actor: Actor = { id, team_id, name, surface: "slack" };
  try {
    await approve(app.deps, actor, updateId, APPROVAL);
    return null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.code).toBe("conflict");
    return error.message;
  }
}

test("of 50 people who approve at once, in the browser and in Slack, one decides and 49 are told who", async () => {
  const { id } = await app.written();

  const answers = await Promise.all(
    people.map((person, index) => (index % 2 === 0 ? inTheBrowser(person, id) : inSlack(person, id))),
  );

  const [decision, ...others] = await listDecisions(app.db, id);
  expect([decision?.kind, others]).toEqual(["approve", []]);
  expect(answers.filter((answer) => answer === null)).toHaveLength(1);
  expect(answers.indexOf(null)).toBe(people.findIndex((person) => person.id === decision?.person_id));
  const told = answers.filter((answer) => answer !== null);
  expect(told).toHaveLength(PEOPLE - 1);
  for (const answer of told) {
    expect(answer).toMatch(new RegExp(`^${decision?.person_name} approved this (a moment|\\d seconds?) ago\\.$`));
  }
  const events = (await listAudit(app.db, id)).filter(({ action }) => action === "update.approved");
  expect(events.map(({ actor_id }) => actor_id)).toEqual([decision?.person_id]);
  expect(await listDeliveries(app.db, id)).toHaveLength(1);
});

/** An event of the past, as the trail would have it. */
async function happened(id: string, action: string, who: Actor | null, secondsAgo: number): Promise<void> {
  const at = new Date(Date.now() - secondsAgo * 1_000);
  const { team_id } = app.mira;
  const row = { id: newId(), team_id, at, actor_id: who?.id ?? null, surface: "web", action, update_id: id };
  // Only the owner of the tables can say when something was.
  const { db, close } = connect<AppTables>(app.database.url("pulse_owner"), silent);
  await db.insertInto("app.audit_events").values(row).execute();
  await close();
}

type Operation = (actor: Actor, id: string) => Promise<unknown>;
const operations = {
  approve: (actor, id) => approve(app.deps, actor, id, APPROVAL),
  save: (actor, id) => save(app.deps, actor, id, APPROVAL),
  reject: (actor, id) => reject(app.deps, actor, id, { reason: "No." }),
  reopen: (actor, id) => reopen(app.deps, actor, id),
  retract: (actor, id) => retract(app.deps, actor, id, { reason: "No." }),
  "request changes": (actor, id) => requestChanges(app.deps, actor, id, { text: "Shorter.", reasons: [] }),
} satisfies Record<string, Operation>;

type Happened = { action: string; state: UpdateState; ago: number; then?: string; what: keyof typeof operations };
const LATE: [Happened, string][] = [
  [
    { action: "update.approved", state: "approved", ago: 12, what: "reject" },
    "Tobi Okafor approved this 12 seconds ago.",
  ],
  [{ action: "update.approved", state: "posting", ago: 1, what: "approve" }, "Tobi Okafor approved this 1 second ago."],
  [
    { action: "update.approved", state: "posted", ago: 190, then: "update.posted", what: "approve" },
    "Tobi Okafor approved this 3 minutes ago.",
  ],
  [
    { action: "update.rejected", state: "rejected", ago: 7_300, what: "request changes" },
    "Tobi Okafor rejected this 2 hours ago.",
  ],
  [
    { action: "update.changes_requested", state: "changes_requested", ago: 5, what: "save" },
    "Tobi Okafor asked for changes to this 5 seconds ago.",
  ],
  [
    { action: "update.reopened", state: "in_review", ago: 200_000, what: "reopen" },
    "Tobi Okafor opened this again 2 days ago.",
  ],
  [
    { action: "update.retraction_decided", state: "correcting", ago: 30, what: "retract" },
    "Tobi Okafor retracted this 30 seconds ago.",
  ],
  [{ action: "update.cancelled", state: "cancelled", ago: 61, what: "save" }, "Tobi Okafor stopped this 1 minute ago."],
];

test.each(LATE)("$action, then another comes too late: who was first, and when", async (event, sentence) => {
  const { id } = await app.composed();
  await happened(id, event.action, app.tobi, event.ago);
  if (event.then) await happened(id, event.then, null, event.ago - 1);
  await app.put(id, event.state);

  await expect(operations[event.what](app.mira, id)).rejects.toMatchObject({ code: "conflict", message: sentence });
});

test("whoever was first themselves is told so", async () => {
  const { id } = await app.written();
  await approve(app.deps, app.mira, id, APPROVAL);
  await expect(approve(app.deps, app.mira, id, APPROVAL)).rejects.toMatchObject({
    message: "You approved this a moment ago.",
  });
});

test.each(["expired", "post_failed", "failed", "in_review"] as const)(
  "where no person brought it to %s nobody is named, whoever decided before",
  async (state) => {
    const { id } = await app.written();
    await approve(app.deps, app.tobi, id, APPROVAL);
    await app.put(id, state);
    await expect(operations.retract(app.mira, id)).rejects.toMatchObject({
      message: `This update is ${STATES[state].told}.`,
    });
  },
);
