import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { welcomeGuests } from "../../app/people/welcome-guests.ts";
import { atLeast, LEAST_ROLE, NEEDS_SUBJECT, type Action } from "../../app/people/policy.ts";
import type { Message } from "../../app/slack/blocks/shapes.ts";
import { writeCardRef } from "../../app/slack/card-ref.ts";
import type { SlackDeps } from "../../app/slack/deps.ts";
import { onAction, onCommand, onHome, onShortcut, onView } from "../../app/slack/dispatch.ts";
import { listeners } from "../../app/slack/listeners.ts";
import { LISTENERS, type Kind } from "../../app/slack/rights.ts";
import { roles, type ApprovalRules, type Role, type Update } from "../../db/app/tables.ts";
import { BRIEF, CHANNEL, TEXT } from "../support/app.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";
import type { PersonChange } from "../support/demo-slack-controls.ts";
import { tableDump } from "../support/table-dump.ts";

/*
 * Every listener of rights.ts, used by everybody who may not: each is told so, each refusal is written down, and nothing else is.
 */

type Who = { user: string; team?: string };

let desk: Desk;
let update: Update;
/** What was said to whoever acted, in order. */
let heard: string[];

const OURS = "T0ACME";
const STRICT: ApprovalRules = {
  approvers: "approvers",
  author_may_approve: false,
  deadline_hours: null,
  post_nothing: false,
};

beforeAll(async () => {
  desk = await startDesk();
  const { app } = desk;
  const values = { name: "Weekly", time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  const profile = await saveProfile(app.deps, app.mira, { ...values, approval: STRICT });
  update = await app.written(TEXT, { profile_id: profile.id });
});
afterAll(() => desk.stop());
beforeEach(() => void (heard = []));

const all = Object.entries(LISTENERS).flatMap(([kind, named]) =>
  // Safe: the keys of the table.
  Object.entries(named).map(([name, right]) => ({ kind: kind as Kind, name, right: right as Action })),
);
type Listener = (typeof all)[number];

/** As Bolt hands it over, verified. */
async function use({ kind, name }: Listener, { user: id, team = OURS }: Who): Promise<void> {
  const deps = listening();
  const value = writeCardRef({ update_id: update.id, revision: 1, on_card: true });
  const person = { user: { id, team_id: team }, team: { id: team }, trigger_id: "t" };
  const view = { id: "V1", callback_id: name, blocks: [{ type: "input", block_id: "b" }], private_metadata: value };
  const where = { channel_id: CHANNEL.id, channel_name: CHANNEL.name };
  const text = name === "profile" ? "weekly" : name;
  // Safe: all that is answered here is an object with words in it.
  const ack = async (answer?: never) => void (answer && heard.push(JSON.stringify(answer)));
  if (kind === "command") {
    const body = { command: "/pulse", text, user_id: id, team_id: team, ...where };
    return onCommand(deps, listeners.command, body, ack);
  }
  if (kind === "action") {
    return onAction(deps, listeners.action, { ...person, actions: [{ action_id: name, value }] }, ack);
  }
  if (kind === "view") return onView(deps, listeners.view, { ...person, view }, ack);
  if (kind === "shortcut") return onShortcut(deps, listeners.shortcut, { ...person, callback_id: name }, ack);
  const event = { type: name, user: id, tab: "home" };
  return onHome(deps, listeners.event.app_home_opened, { team_id: team, event });
}

function listening(): SlackDeps {
  const direct = async (_user: string, message: Message) => {
    heard.push(JSON.stringify(message));
    return { channel: "D1", ts: "1.0" };
  };
  return { ...desk.deps, calls: { ...desk.deps.calls, direct } };
}

/** All of the app's own tables but the audit trail, and the list of cards to look at again that goes with it. */
async function kept(): Promise<string[]> {
  let table = "";
  return (await tableDump(desk.app.database.url())).split("\n").filter((line) => {
    if (/^[a-z_]+\.[a-z_]+$/.test(line)) table = line;
    return table.startsWith("app.") && !["app.audit_events", "app.card_refreshes"].includes(table);
  });
}

const refusals = () =>
  desk.app.db.selectFrom("app.audit_events").selectAll().where("action", "like", "%.refused").execute();

/** Uses each of them, and holds what is kept against what was. */
async function eachIsRefused(tried: readonly Listener[], who: Who, words: RegExp): Promise<void> {
  const [before, noted] = [await kept(), (await refusals()).length];
  for (const [at, listener] of tried.entries()) {
    await use(listener, who);
    expect(heard.length, `${listener.kind} ${listener.name} says something`).toBe(at + 1);
    expect(heard.at(-1), `${listener.kind} ${listener.name}`).toMatch(words);
  }
  expect(await kept()).toEqual(before);
  expect(await refusals()).toHaveLength(noted + tried.length);
}

describe("Slack says that they are no member", () => {
  test.each<[what: string, who: Who, words: RegExp]>([
    ["a guest", { user: "U0GINA" }, /Guests of this Slack workspace may not use Pulse/],
    ["another workspace’s, in a shared channel", { user: "U0STRANGER" }, /you are of another one/],
    ["another workspace’s, who says so", { user: "U0MIRA", team: "T0OTHER" }, /belongs to another Slack workspace/],
    ["a bot", { user: "U0DEPLOY" }, /nothing for apps and bots/],
    ["Pulse itself", { user: "U0PULSE" }, /nothing for apps and bots/],
    ["somebody who left", { user: "U0DORA" }, /Your Slack account is deactivated/],
    ["nobody whom Slack knows", { user: "U0NOBODY" }, /Slack does not know you/],
  ])(`%s is refused by each of ${all.length} listeners, and never becomes a person`, async (_what, who, words) => {
    await eachIsRefused(all, who, words);
  });
});

describe("a member who is none any more", () => {
  const FRESH_MS = 2 * 60_000 + 1_000;
  test.each<[change: PersonChange, words: RegExp]>([
    ["make_guest", /Guests of this Slack workspace/],
    ["make_single_channel_guest", /Guests of this Slack workspace/],
    ["make_stranger", /you are of another one/],
    ["make_bot", /apps and bots/],
    ["deactivate", /deactivated/],
  ])("(%s) is refused by each listener, as soon as Slack is asked again", async (change, words) => {
    await use(
      all.find(({ name }) => name === "help")!,
      { user: "U0TOBI" },
    );
    expect(heard.at(-1)).not.toMatch(words);
    heard = [];
    await desk.demo.people("U0TOBI", change);
    desk.app.passTime(FRESH_MS);

    await eachIsRefused(all, { user: "U0TOBI" }, words);

    await desk.demo.people("U0TOBI", "make_member");
    desk.app.passTime(FRESH_MS);
  });
});

test("whoever is switched off here is refused by each listener", async () => {
  const off = (deactivated_at: Date | null) =>
    desk.app.db.updateTable("app.people").set({ deactivated_at }).where("handle", "=", "lena").execute();
  await off(new Date());
  await eachIsRefused(all, { user: "U0LENA" }, /switched off/);
  await off(null);
});

test("while Slack does not say who somebody is, nobody new comes in", async () => {
  await desk.demo.people("U0NILS", "make_member");
  await desk.demo.fault({ method: "users.info", fault: "500-before", times: all.length });
  const before = await kept();

  for (const listener of all) await use(listener, { user: "U0NILS" });

  expect(heard).toHaveLength(all.length);
  for (const words of heard) expect(words).toMatch(/Slack does not say who you are at the moment/);
  expect(await kept()).toEqual(before);
  await desk.mend();
});

describe("members", () => {
  const least = ({ right }: Listener): Role => LEAST_ROLE[right];
  const forbidden = roles.flatMap((role) => {
    const refused = all.filter((one) => !atLeast(role, least(one)) && !NEEDS_SUBJECT.has(one.right));
    return refused.length > 0 ? [{ role, refused }] : [];
  });

  test.each(forbidden)("$role: what takes more is refused", async ({ role, refused }) => {
    await desk.app.db.updateTable("app.people").set({ role }).where("handle", "=", "lena").execute();
    await eachIsRefused(refused, { user: "U0LENA" }, /may not/);
  });

  test.each(["viewer", "author"] as const)(
    "%s: what the rules over an update ask is refused on its card",
    async (role) => {
      await desk.app.db.updateTable("app.people").set({ role }).where("handle", "=", "lena").execute();
      const decisions = all.filter(({ kind, name }) => kind === "action" && ["approve"].includes(name));
      await eachIsRefused(decisions, { user: "U0LENA" }, /may not|Approvers decide/);
    },
  );

  test("the role it takes is enough: nobody hears that their role may not", async () => {
    for (const role of roles) {
      await desk.app.db.updateTable("app.people").set({ role }).where("handle", "=", "lena").execute();
      for (const one of all.filter((listener) => atLeast(role, least(listener)))) {
        await use(one, { user: "U0LENA" });
        expect(heard.join(" "), `${role}: ${one.kind} ${one.name}`).not.toContain("Your role");
      }
    }
  });
});

describe("guests, where an admin lets them read", () => {
  const reads = all.filter(({ right }) => right === "read");
  const rest = all.filter(({ right }) => right !== "read" && !NEEDS_SUBJECT.has(right));

  beforeAll(() => welcomeGuests(desk.app.deps, desk.app.mira, true));

  test("come in as viewers: they read, and nothing more", async () => {
    for (const one of reads) await use(one, { user: "U0GINA" });
    expect(heard.join(" ")).not.toMatch(/may not use|Your role/);
    heard = [];

    await eachIsRefused(rest, { user: "U0GINA" }, /Your role, viewer, may not/);
    expect(await roleOf("U0GINA")).toBe("viewer");
  });

  test("and a member who became one is a viewer from then on", async () => {
    await desk.app.db.updateTable("app.people").set({ role: "admin" }).where("handle", "=", "tobi").execute();
    await desk.demo.people("U0TOBI", "make_guest");
    desk.app.passTime(10 * 60_000);

    await use(
      all.find(({ name }) => name === "help")!,
      { user: "U0TOBI" },
    );

    expect(await roleOf("U0TOBI")).toBe("viewer");
    await desk.demo.people("U0TOBI", "make_member");
  });

  test("until it is switched off again", async () => {
    await welcomeGuests(desk.app.deps, desk.app.mira, false);
    await eachIsRefused(all, { user: "U0GINA" }, /Guests of this Slack workspace/);
    const trail = desk.app.db.selectFrom("app.audit_events").select("detail").where("action", "=", "settings.changed");
    expect(await trail.orderBy("at").execute()).toEqual([
      { detail: { slack_guests: true } },
      { detail: { slack_guests: false } },
    ]);
  });

  const roleOf = async (slack_user_id: string) =>
    (
      await desk.app.db
        .selectFrom("app.people")
        .select("role")
        .where("slack_user_id", "=", slack_user_id)
        .executeTakeFirstOrThrow()
    ).role;
});
