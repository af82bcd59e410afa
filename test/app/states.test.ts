import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor, Deps } from "../../app/deps.ts";
import { edit } from "../../app/updates/edit.ts";
import { retryPost } from "../../app/updates/retry-post.ts";
import { settleCheck } from "../../app/updates/settle-check.ts";
import { approve } from "../../app/updates/approve.ts";
import { cancel } from "../../app/updates/cancel.ts";
import { changeState } from "../../app/updates/change-state.ts";
import { continueUpdate } from "../../app/updates/continue-update.ts";
import { correct } from "../../app/updates/correct.ts";
import { DELETABLE, deleteUpdate } from "../../app/updates/delete-update.ts";
import { postElsewhere } from "../../app/updates/post-elsewhere.ts";
import { reject } from "../../app/updates/reject.ts";
import { reopen } from "../../app/updates/reopen.ts";
import { requestApproval } from "../../app/updates/request-approval.ts";
import { requestChanges } from "../../app/updates/request-changes.ts";
import { retract } from "../../app/updates/retract.ts";
import { save } from "../../app/updates/save.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { MOVES } from "../../app/updates/state.ts";
import { STATES } from "../../app/words.ts";
import { tryAgain } from "../../app/updates/try-again.ts";
import { updateStates, type Update, type UpdateState } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { startTestApp, TEXT, type TestApp } from "../support/app.ts";

let app: TestApp;
let update: Update;

beforeAll(async () => {
  app = await startTestApp();
  update = await app.written();
});
afterAll(() => app.stop());

const edited = { markdown: `${TEXT}\nMore.\n`, base_revision: 1 };
const approval = { ...edited, override_reason: null };

type Operation = (deps: Deps, actor: Actor, id: string) => Promise<unknown>;

/** Each operation with the only states it may begin in. */
const OPERATIONS: [string, Operation, readonly UpdateState[]][] = [
  ["cancel", cancel, ["generating"]],
  ["save", (...of) => save(...of, edited), ["in_review", "posted"]],
  ["save a working copy", (...of) => saveWorkingCopy(...of, edited), ["in_review", "posted"]],
  ["approve", (...of) => approve(...of, approval), ["in_review"]],
  ["request approval", (...of) => requestApproval(...of, edited), ["in_review"]],
  ["request changes", (...of) => requestChanges(...of, { text: "Shorter.", reasons: [] }), ["in_review"]],
  ["reject", (...of) => reject(...of, { reason: "No." }), ["in_review"]],
  ["reopen", reopen, ["rejected", "expired"]],
  [
    "try again",
    (...of) => tryAgain(...of),
    ["changes_requested", "failed", "timed_out", "nothing_to_report", "expired"],
  ],
  ["continue", continueUpdate, ["failed", "timed_out"]],
  ["post again", retryPost, ["post_failed"]],
  ["settle a check", (...of) => settleCheck(...of, { answer: "seen" }), ["needs_check"]],
  ["edit", edit, ["approved", "post_failed"]],
  ["correct", (...of) => correct(...of, approval), ["posted"]],
  ["retract", (...of) => retract(...of, { reason: "Wrong." }), ["posted"]],
  [
    "post elsewhere",
    (...of) => postElsewhere(...of, { channel: { id: "C0PROD", name: "p" } }),
    ["posted", "correcting"],
  ],
  ["delete", deleteUpdate, DELETABLE],
];

const refusals = OPERATIONS.flatMap(([name, operation, from]) =>
  updateStates.filter((state) => !from.includes(state)).map((state) => ({ name, state, operation })),
);

test.each(refusals)("$name is refused while an update is $state, and changes nothing", async ({ operation, state }) => {
  await app.put(update.id, state);
  const before = await content();

  await expect(operation(app.deps, app.mira, update.id)).rejects.toMatchObject({ code: "conflict" });

  expect(await content()).toEqual(before);
});

const TABLES = [
  "updates",
  "generations",
  "revisions",
  "findings",
  "decisions",
  "deliveries",
  "delivery_parts",
  "audit_events",
];

/** Everything that an operation could have changed, and the jobs that it could have sent. */
async function content(): Promise<unknown> {
  const rows = TABLES.map((name) => `select t::text as row from app.${name} t`);
  const jobs = `select name || data::text as row from app_jobs.job where name in ('trigger', 'deliver', 'cancel-run')`;
  return (await sql.raw([...rows, `${jobs} order by 1`].join(" union all ")).execute(app.db)).rows;
}

test.each(OPERATIONS)(
  "%s cannot be done to another team's update, one that is not there, or one with a bad id",
  async (...of) => {
    const [, operation, [state = "in_review"]] = of;
    const stranger = { ...app.mira, team_id: "0199a1c2-7e2b-7c11-8a55-0d6b6d1f2a10" };
    await app.put(update.id, state);
    const before = await content();

    for (const [actor, id] of [
      [stranger, update.id],
      [app.mira, "0199a1c2-7e2b-7c11-8a55-0d6b6d1f2a10"],
      [app.mira, "1 or 1=1"],
    ] as const) {
      await expect(operation(app.deps, actor, id)).rejects.toMatchObject({ code: "not_found" });
    }
    expect(await content()).toEqual(before);
  },
);

const ways = updateStates.flatMap((from) => updateStates.map((to) => ({ from, to })));
const known = ({ from, to }: (typeof ways)[number]) => MOVES[from].includes(to);
const move = (from: UpdateState, to: UpdateState) =>
  inTransaction(app.db, (tx) => changeState(tx, app.mira, update.id, { from: [from], to, action: "test.moved" }));

test("every way that state.ts does not know is refused, even from the right state", async () => {
  for (const { from, to } of ways.filter((way) => !known(way))) {
    await app.put(update.id, from);
    await expect(move(from, to)).rejects.toThrow(`state.ts knows no way from ${from} to ${to}.`);
    expect((await app.now(update)).state).toBe(from);
  }
});

test("every way that state.ts knows is open from its beginning, and is written down", async () => {
  for (const { from, to } of ways.filter(known)) {
    await app.put(update.id, from);
    expect((await move(from, to)).state).toBe(to);
  }
  const events = await app.db.selectFrom("app.audit_events").select("action").execute();
  expect(events.filter(({ action }) => action === "test.moved")).toHaveLength(ways.filter(known).length);
});

test("a move of an update that is elsewhere by now is a conflict, in words", async () => {
  await app.put(update.id, "posted");

  await expect(move("in_review", "approved")).rejects.toMatchObject({
    code: "conflict",
    message: "This update is posted.",
    remedy: "Reload to see what happened.",
  });
});

test("only retracted and cancelled are ends, every other state is left somehow, and all have words", () => {
  expect(updateStates.filter((state) => MOVES[state].length === 0)).toEqual(["cancelled", "retracted"]);
  expect([...new Set(Object.values(MOVES).flat())].sort()).toEqual([...updateStates].sort());
  expect(Object.keys(STATES).sort()).toEqual([...updateStates].sort());
});
