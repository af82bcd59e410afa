import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { save } from "../../app/updates/save.ts";
import type { Update } from "../../db/app/tables.ts";
import { listRevisions } from "../../db/app/revisions.ts";
import { connect } from "../../db/connect.ts";
import { CHANNEL, noSlack } from "../support/app.ts";
import { silent } from "../support/database.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";
import { until } from "../support/until.ts";

/*
 * A database that is slow, or away, while somebody sends a form: what they typed is in the form, or the form comes back with it.
 */

const CHANNELS = [CHANNEL, { id: "C0PROD", name: "product-news" }].map((one) => ({
  ...one,
  is_private: false,
  is_member: true,
}));

let desk: Desk;

beforeAll(async () => {
  desk = await startDesk({ patience_ms: 150, slack: { ...noSlack, channels: async () => CHANNELS } });
});
afterAll(() => desk.stop());
afterEach(async () => {
  await desk.mend();
  await desk.demo.act({ what: "close", as: "U0MIRA" });
});

const SLOW = ["people", "updates", "teams", "slack_acts"].map((table) => `app.${table}`).join(", ");

/** Nobody gets an answer from these tables until it is over. */
async function whileSlow<Result>(work: () => Promise<Result>): Promise<Result> {
  const { db, close } = connect(desk.app.database.url(), silent);
  try {
    return await db.transaction().execute(async (tx) => {
      await sql.raw(`lock table ${SLOW} in access exclusive mode`).execute(tx);
      return work();
    });
  } finally {
    await close();
  }
}

const modal = async () => (await desk.demo.person("U0MIRA")).modals.at(-1);
const says = (words: string | RegExp) =>
  until(`form that says ${words}`, async () => {
    const shown = await modal();
    return shown && JSON.stringify(shown.blocks).match(words) && shown;
  });

async function posted(): Promise<Update> {
  const update = await desk.drafted(`# Told, of ${Math.random()} (#12)\n`);
  await desk.approves("U0MIRA", update);
  await desk.shows("U0MIRA", update, "Approved");
  // So little patience may have left the form there, to say what came of it.
  await desk.demo.act({ what: "close", as: "U0MIRA" });
  await desk.delivered();
  await desk.draw();
  return update;
}

const menu = (action: string) => (update: Update) =>
  desk.click("U0MIRA", update, "more", `${action}:${update.id}:${update.revision}:card:in=C0ENG`);
const button = (action: string) => (update: Update) => desk.click("U0MIRA", update, action);

type Form = {
  name: string;
  on: () => Promise<Update>;
  open: (update: Update) => Promise<unknown>;
  typed: Record<string, string | string[]>;
  done: string;
  state: Update["state"];
};

const drafted = () => desk.drafted();
const FORMS: Form[] = [
  {
    name: "edit",
    on: drafted,
    open: (update) => desk.editsAsText("U0MIRA", update),
    state: "in_review",
    typed: { section_0: "# Mine (#12)" },
    done: "Saved as revision 2.",
  },
  {
    name: "change_channel",
    on: drafted,
    open: menu("change_channel"),
    state: "in_review",
    typed: { channel: "C0PROD" },
    done: "It goes to",
  },
  {
    name: "request_changes",
    on: drafted,
    open: button("request_changes"),
    state: "generating",
    typed: { reason: "Say how much <faster>.", reasons: ["missing"] },
    done: "It is written anew",
  },
  {
    name: "reject",
    on: drafted,
    open: menu("reject"),
    state: "rejected",
    typed: { reason: "Not this week." },
    done: "It is rejected.",
  },
  {
    name: "correct",
    on: posted,
    open: button("correct"),
    state: "correcting",
    typed: { section_0: "# Told better (#12)" },
    done: "The messages become revision 2.",
  },
  {
    name: "retract",
    on: posted,
    open: menu("retract"),
    state: "correcting",
    typed: { reason: "It was not ours to tell." },
    done: "It is being taken back.",
  },
];

const standing = (shown: Awaited<ReturnType<typeof modal>>) => JSON.stringify(shown?.state.values);
const wordsOf = ({ typed }: Pick<Form, "typed">) => Object.values(typed).flat();

test.each(FORMS)(
  "$name stays with what was typed while the database is slow, and says when it is done",
  async (form) => {
    const update = await form.on();
    await form.open(update);
    const { private_metadata } = await desk.opened("U0MIRA");

    await whileSlow(async () => {
      expect(await desk.submit("U0MIRA", form.typed)).toMatchObject({ ok: true });
      const waiting = await says("This takes longer than usual.");
      for (const word of wordsOf(form)) expect(standing(waiting)).toContain(word);
      expect(waiting.private_metadata).toBe(private_metadata);
      expect(waiting.blocks.filter(({ type }) => type === "input")).not.toEqual([]);
    });

    await says(form.done);
    expect(await desk.app.now(update)).toMatchObject({ state: form.state });
  },
);

test.each(FORMS)("$name stays with what was typed while the database is away", async (form) => {
  const update = await form.on();
  await form.open(update);
  await desk.opened("U0MIRA");
  await desk.app.database.run("alter table app.people rename to people_away");

  const { errors } = await desk.submit("U0MIRA", form.typed);
  await desk.app.database.run("alter table app.people_away rename to people");

  expect(Object.values(errors ?? {}).join()).toContain("Nothing is lost. Try again in a moment.");
  for (const word of wordsOf(form)) expect(standing(await modal())).toContain(word);
  expect(await desk.submit("U0MIRA")).toMatchObject({ ok: true });
  await until(form.state, async () => (await desk.app.now(update)).state === form.state);
});

test("compose, too: it is asked for once, however often it is sent while it waits", async () => {
  await desk.demo.command("/pulse");
  const form = await until("whole form", async () => {
    const shown = await modal();
    return shown && shown.blocks.length > 2 && shown;
  });
  const inputs = form.blocks.map(({ block_id = "" }) => block_id);
  const [repo = ""] = inputs.filter((id) => /^(other_repo|repo)\./.test(id));
  const typed = { [repo]: "acme/harbor", "channel.0": "C0ENG" };

  await whileSlow(async () => {
    await desk.submit("U0MIRA", typed);
    expect(standing(await says("This takes longer"))).toContain("acme/harbor");
    await desk.submit("U0MIRA");
    await says("This takes longer");
  });

  await says(/Asked for #\d+/);
  const made = await desk.app.db.selectFrom("app.updates").select("id").where("state", "=", "generating").execute();
  expect(made.filter(({ id }) => form.private_metadata.includes(id))).toHaveLength(1);
});

test("an edit that is sent again while it waits makes one version, and typing goes on from there", async () => {
  const update = await desk.drafted();
  await desk.editsAsText("U0MIRA", update);
  await whileSlow(async () => {
    await desk.submit("U0MIRA", { section_0: "# Mine (#12)" });
    await desk.submit("U0MIRA");
  });
  await says("Saved as revision 2.");

  expect(await desk.submit("U0MIRA", { section_0: "# Mine, and more (#12)" })).toMatchObject({ ok: true });

  await until("third version", async () => (await desk.app.now(update)).revision === 3);
  expect((await listRevisions(desk.app.db, update.id)).at(-1)?.markdown.trimEnd()).toBe("# Mine, and more (#12)");
});

test("whoever was faster is told afterwards, with both texts in the form", async () => {
  const update = await desk.drafted();
  await desk.editsAsText("U0MIRA", update);
  await save(desk.app.deps, desk.app.tobi, update.id, { markdown: "# Tobi's words (#12)", base_revision: 1 });

  await whileSlow(() => desk.submit("U0MIRA", { section_0: "# My words (#12)" }));

  const both = await says("Tobi Okafor changed the text");
  expect(JSON.stringify(both.blocks)).toContain("# Tobi's words");
  expect(JSON.stringify(both.blocks)).not.toContain("This takes longer");
  expect(standing(both)).toContain("# My words (#12)");
});

test("who closed a form that came to nothing gets it again, with the words in it, and nobody else does", async () => {
  const update = await desk.drafted();
  await menu("reject")(update);
  await desk.opened("U0MIRA");
  await desk.app.put(update.id, "approved");

  await whileSlow(async () => {
    await desk.submit("U0MIRA", { reason: "Told too early." });
    await says("This takes longer");
    await desk.demo.act({ what: "close", as: "U0MIRA" });
  });

  const back = await until("word of it", async () =>
    (await desk.messages("U0MIRA")).find(({ text }) => text.includes("it was not done")),
  );
  const again = { what: "click", channel: "D0MIRA", ts: back.ts, action_id: "form_again" } as const;
  await desk.demo.act({ ...again, as: "U0TOBI" });
  await desk.hears("U0TOBI", "This form is not kept any more.");
  await desk.demo.act({ ...again, as: "U0MIRA" });
  expect(standing(await desk.opened("U0MIRA"))).toContain("Told too early.");
  await desk.app.put(update.id, "in_review");
  expect(await desk.submit("U0MIRA")).toMatchObject({ ok: true });
  await until("rejection", async () => (await desk.app.now(update)).state === "rejected");
});

test("a command that came to nothing says back what was typed", async () => {
  await desk.app.database.run("alter table app.teams rename to teams_away");
  await desk.demo.command("/pulse new acme/harbor 14d --to #product-news");
  await desk.app.database.run("alter table app.teams_away rename to teams");

  await desk.hears("U0MIRA", "Try again in a moment.");
  const { ephemerals } = await desk.demo.person("U0MIRA");
  expect(JSON.stringify(ephemerals.at(-1)?.blocks)).toContain("/pulse new acme/harbor 14d --to #product-news");
});
