import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { says } from "../../app/slack/answer.ts";
import type { SlackDeps } from "../../app/slack/deps.ts";
import { listeners } from "../../app/slack/listeners.ts";
import { LISTENERS } from "../../app/slack/rights.ts";
import { findIdentified } from "../../db/app/people.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { startSlackFront, type FrontInTest } from "../support/slack-front.ts";
import { until } from "../support/until.ts";

let app: TestApp;
let ahead_ms = 0;
const fronts: FrontInTest[] = [];

beforeAll(async () => void (app = await startTestApp()));
afterAll(async () => {
  await Promise.all(fronts.map((front) => front.stop()));
  await app.stop();
});

test.each(Object.keys(LISTENERS) as (keyof typeof LISTENERS)[])("every %s declares its right, and is there", (kind) => {
  expect(Object.keys(listeners[kind]).sort()).toEqual(Object.keys(LISTENERS[kind]).sort());
});

/** Let go only when Slack has stopped waiting. */
const slow = Promise.withResolvers<void>();

const modal = {
  type: "modal" as const,
  callback_id: "compose",
  title: { type: "plain_text" as const, text: "Compose" },
  blocks: [],
};

const own = {
  command: {
    help: async () => says("Here is how."),
    status: async () => {
      await slow.promise;
      return says("That took a while.");
    },
    list: async () => {
      throw new Error("a bug with sk-secret in it");
    },
  },
  shortcut: {
    compose_update: async ({ calls }: SlackDeps, { trigger_id }: { trigger_id: string }) => {
      ahead_ms += 60_000;
      await calls.open(trigger_id, modal);
    },
  },
};

describe.each(["socket", "http"] as const)("by %s", (by) => {
  let it: FrontInTest;
  beforeAll(async () => {
    const clock = () => new Date(Date.now() + (by === "socket" ? ahead_ms : 0));
    it = await startSlackFront({ app, by, chores: [], listeners: own, demo: { clock } });
    fronts.push(it);
  });

  const heard = async (person: string) => (await it.demo.person(person)).ephemerals.at(-1)?.text;
  const refusals = () =>
    app.db
      .selectFrom("app.audit_events")
      .select(["action", "actor_id"])
      .where("action", "like", "%.refused")
      .orderBy("at")
      .execute();

  test("a command is answered, for the eyes of whoever wrote it", async () => {
    await it.demo.command("/pulse help");
    expect(await heard("U0MIRA")).toBe("Here is how.");
  });

  test("what is no listener's is answered, too", async () => {
    const element = { type: "button", action_id: "gone", text: { type: "plain_text", text: "x" } };
    const ts = await it.demo.post({ text: "old", blocks: [{ type: "actions", elements: [element] }] });

    await it.demo.act({ what: "click", as: "U0MIRA", channel: "C0ENG", ts, action_id: "gone" });

    expect(await heard("U0MIRA")).toContain("from another time");
  });

  test("somebody of another workspace is told that Pulse is not theirs, and is not made", async () => {
    await it.demo.act({ what: "command", as: "U0STRANGER", team: "T0OTHER", channel: "C0ENG", text: "/pulse help" });

    expect(await heard("U0STRANGER")).toContain("Pulse belongs to another Slack workspace.");
    expect(await findIdentified(app.db, app.mira.team_id, identity("U0STRANGER"))).toEqual([]);
    expect((await refusals()).at(-1)).toMatchObject({ action: "sign_in.refused", actor_id: null });
  });

  test("whoever is switched off is refused, with who can change that", async () => {
    const off = { deactivated_at: new Date() };
    await it.demo.command("/pulse help", "U0LENA");
    await app.db.updateTable("app.people").set(off).where("slack_user_id", "=", "U0LENA").execute();

    await it.demo.command("/pulse help", "U0LENA");

    expect(await heard("U0LENA")).toMatch(/switched off/);
    await app.db
      .updateTable("app.people")
      .set({ deactivated_at: null })
      .where("slack_user_id", "=", "U0LENA")
      .execute();
  });

  test("a reader who may not compose is refused, and that is written down", async () => {
    await it.demo.command("/pulse help", "U0TOBI");
    await app.db.updateTable("app.people").set({ role: "viewer" }).where("slack_user_id", "=", "U0TOBI").execute();
    const before = (await refusals()).length;

    await it.demo.command("/pulse new acme/harbor", "U0TOBI");

    expect(await heard("U0TOBI")).toMatch(/Ask /);
    expect((await refusals()).length).toBe(before + 1);
    await app.db.updateTable("app.people").set({ role: "admin" }).where("slack_user_id", "=", "U0TOBI").execute();
  });

  test("a bug is told in plain words, without what was in it", async () => {
    await it.demo.command("/pulse list");
    expect(await heard("U0MIRA")).toBe("Something broke on our side. Nothing is lost. Try again in a moment.");
  });
});

const identity = (slack_user_id: string) => ({ openid: null, slack_user_id, email: null, made_up: true });

test("somebody new is made when they first write, as signing in would have made them", async () => {
  await app.db
    .updateTable("app.people")
    .set({ slack_user_id: null, email: null })
    .where("handle", "=", "mira")
    .execute();
  const [it] = fronts;
  await it?.demo.command("/pulse help");

  const [person] = await findIdentified(app.db, app.mira.team_id, identity("U0MIRA"));
  expect(person).toMatchObject({ email: "mira@acme.example", role: "author" });
  // The other one of that name is here still.
  expect(person?.name).toBe("Mira Lindqvist (mira@acme.example)");
});

test("what takes longer than Slack waits is answered afterwards", async () => {
  const [it] = fronts;
  expect(await it?.demo.command("/pulse status")).toMatchObject({ ok: true });
  slow.resolve();

  await until("late answer", async () =>
    (await it?.demo.person("U0MIRA"))?.ephemerals.some(({ text }) => text === "That took a while."),
  );
});

test("a form that comes too late for Slack is not silence", async () => {
  const [it] = fronts;
  await it?.demo.act({ what: "shortcut", as: "U0MIRA", callback_id: "compose_update" });

  const texts = await until("answer", async () => {
    const dm = await it?.deps.calls.direct("U0MIRA", says("."));
    const said = await it?.demo.texts(dm?.channel);
    return said?.some((text) => text !== ".") && said;
  });
  expect(texts.join(" ")).toContain("Do the same once more.");
});

describe("when Slack says that Pulse was taken out", () => {
  test.each([
    ["app_uninstalled", { type: "app_uninstalled" }, "Pulse was removed from the workspace."],
    ["tokens_revoked", { type: "tokens_revoked", tokens: { oauth: [], bot: ["U0PULSE"] } }, "token was revoked"],
  ])("by %s, it is known, written down, and over when Slack knows us again", async (name, event, words) => {
    const [it] = fronts;
    await it?.demo.event(event);

    await until("problem", () => it?.front.health().last_problem?.includes(words));
    const [noted] = await app.db
      .selectFrom("app.audit_events")
      .select("surface")
      .where("action", "=", `slack.${name}`)
      .execute();
    expect(noted).toEqual({ surface: "slack" });
    it?.front.known();
    expect(it?.front.health().last_problem).toBeNull();
  });

  test("a person's own token is none of ours", async () => {
    const [it] = fronts;
    await it?.demo.event({ type: "tokens_revoked", tokens: { oauth: ["U0MIRA"], bot: [] } });
    await it?.demo.command("/pulse help");
    expect(it?.front.health().last_problem).toBeNull();
  });
});

test("what is done every second goes on after one of it broke, and never twice at once", async () => {
  const done: string[] = [];
  let running = 0;
  const it = await startSlackFront({
    app,
    chores: [
      async () => {
        throw new Problem("unavailable", "Slack does not answer.", "Later.");
      },
      async () => {
        running += 1;
        await new Promise((turn) => setImmediate(turn));
        done.push(`with ${running}`);
        running -= 1;
      },
    ],
  });
  fronts.push(it);

  await until("second round", () => done.length >= 2);
  expect(new Set(done)).toEqual(new Set(["with 1"]));
});
