import { afterAll, beforeAll, expect, test } from "vitest";
import { mayDo, NEEDS_SUBJECT, type Action, type Subject } from "../../app/people/policy.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { approve } from "../../app/updates/approve.ts";
import {
  roles,
  type ApprovalRules,
  type Profile,
  type Role,
  type Update,
  type UpdateState,
} from "../../db/app/tables.ts";
import { BRIEF, TEXT } from "../support/app.ts";
import { browseAs, type Browse } from "../support/browse.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";
import { until } from "../support/until.ts";

let desk: Desk;
let browse: Browse;
let lena: string;
let profiles: Map<string, Profile>;

const ANYONE: ApprovalRules = {
  approvers: "anyone",
  author_may_approve: true,
  deadline_hours: null,
  post_nothing: false,
};
const RULES: Record<string, ApprovalRules> = {
  anyone: ANYONE,
  approvers: { ...ANYONE, approvers: "approvers" },
  "a second person": { ...ANYONE, author_may_approve: false },
};

beforeAll(async () => {
  desk = await startDesk();
  const { app } = desk;
  profiles = new Map();
  for (const [name, approval] of Object.entries(RULES)) {
    const channel = { id: `C0${name.length}`, name: name.replaceAll(" ", "-") };
    const input = { name, time_zone: "UTC", channel, brief: BRIEF };
    const profile = await saveProfile(app.deps, app.mira, input);
    await app.db
      .updateTable("app.profiles")
      .set({ approval: JSON.stringify(approval) })
      .where("id", "=", profile.id)
      .execute();
    profiles.set(name, { ...profile, approval });
  }
  browse = await browseAs(app.deps, "lena");
  const row = await app.db.selectFrom("app.people").select("id").where("handle", "=", "lena").executeTakeFirstOrThrow();
  lena = row.id;
});
afterAll(() => desk.stop());

/** The same act on both surfaces, with a state in which it would be done. */
const ACTS: [action: Action, state: UpdateState, button: string, route: string, fields: Record<string, string>][] = [
  ["approve", "in_review", "approve", "approval", { markdown: TEXT, base_revision: "1" }],
  ["reopen", "rejected", "reopen", "reopening", {}],
  ["edit", "approved", "take_back", "edit", {}],
  ["post_retry", "post_failed", "post_retry", "post-retry", {}],
  ["compose", "failed", "try_again", "generations", {}],
  ["compose", "timed_out", "continue_run", "continuation", {}],
  ["reject", "in_review", "reject", "rejection", { reason: "No." }],
  ["request_changes", "in_review", "request_changes", "changes-request", { text: "Shorter." }],
];
const WITH_FORM: ReadonlySet<string> = new Set(["reject", "request_changes", "approve"]);

/** Rules say something about decisions alone. */
const rulesFor = (action: Action) => (NEEDS_SUBJECT.has(action) ? Object.keys(RULES) : ["anyone"]);
const cases = ACTS.flatMap((act) => rulesFor(act[0]).map((rule) => ({ act, rule, name: act[0] })));

test.each(cases)(
  "$name where $rule approves: each role hears the same on the web, in Slack and from the policy",
  async ({ act, rule }) => {
    const [action, state, button, route, fields] = act;
    const be = (role: Role) => desk.app.db.updateTable("app.people").set({ role }).where("id", "=", lena).execute();
    for (const role of roles) {
      // A card offers what its reader may: this one was drawn while they might all of it.
      await be("admin");
      const [onWeb, inSlack] = [await prepared(rule, state), await prepared(rule, state)];
      await be(role);

      const answer = await browse(`/updates/${onWeb.id}/${route}`, {}, fields);
      const byWeb = (await desk.app.now(onWeb)).state !== state;
      const bySlack = await actedInSlack(inSlack, state, button);

      const expected = mayDo({ id: lena, role, deactivated_at: null, surface: "web" }, action, subject(rule)).ok;
      const seen = { role, web: byWeb, slack: bySlack };
      expect(seen, `${action}, web said ${answer.status}`).toEqual({ role, web: expected, slack: expected });
    }
  },
);

/** Asked for by Mira, written by the agent. */
async function prepared(rule: string, state: UpdateState): Promise<Update> {
  const profile = profiles.get(rule)!;
  const update = await desk.app.written(TEXT, { channel: profile.channel, profile_id: profile.id });
  const approval = { markdown: TEXT, base_revision: 1, override_reason: null };
  if (state === "approved" || state === "post_failed") {
    await approve(desk.app.deps, desk.app.tobi, update.id, approval);
  }
  await desk.app.put(update.id, state);
  await desk.give(update, ["lena"]);
  return update;
}

function subject(rule: string): Subject {
  const rules = [RULES[rule]!];
  return { created_by: desk.app.mira.id, written_by: [], rules, due_at: null, now: new Date() };
}

/** Whether it changed anything; who may not is told so before. */
async function actedInSlack(update: Update, state: UpdateState, button: string): Promise<boolean> {
  const heard = (await desk.demo.person("U0LENA")).ephemerals.length;
  const reject = `reject:${update.id}:${update.revision}:card:in=${update.channel.id}`;
  await (button === "reject" ? desk.click("U0LENA", update, "more", reject) : desk.click("U0LENA", update, button));
  const asked = WITH_FORM.has(button) && (await formOrRefusal(heard));
  const { errors = {} } = asked ? await desk.submit("U0LENA", { reason: "No." }) : {};
  if (Object.keys(errors).length > 0) {
    await desk.demo.act({ what: "close", as: "U0LENA" });
    return false;
  }
  return until("answer", async () => {
    if ((await desk.app.now(update)).state !== state) return { done: true };
    return (await desk.demo.person("U0LENA")).ephemerals.length > heard && { done: false };
  }).then(({ done }) => done);
}

/** The input of the reason, or null for whoever may not even be asked. */
async function formOrRefusal(heard: number): Promise<string | null> {
  const { block } = await until("form or refusal", async () => {
    const { modals, ephemerals } = await desk.demo.person("U0LENA");
    const input = modals.at(-1)?.blocks.findLast(({ type }) => type === "input")?.block_id;
    return input || ephemerals.length > heard ? { block: input ?? null } : null;
  });
  return block;
}
