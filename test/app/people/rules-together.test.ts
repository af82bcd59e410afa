import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliver } from "../../../app/delivery/deliver.ts";
import type { Actor } from "../../../app/deps.ts";
import { deactivate } from "../../../app/people/deactivate.ts";
import { DEFAULT_RULES } from "../../../app/people/policy.ts";
import { deleteProfile } from "../../../app/profiles/delete-profile.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { lastLook } from "../../../app/schedules/recheck.ts";
import { retryPost } from "../../../app/updates/retry-post.ts";
import { approve } from "../../../app/updates/approve.ts";
import { changeChannel } from "../../../app/updates/change-channel.ts";
import { correct } from "../../../app/updates/correct.ts";
import { postElsewhere } from "../../../app/updates/post-elsewhere.ts";
import type { ApprovalRules, Profile, Update } from "../../../db/app/tables.ts";
import type { Channel } from "../../../db/app/columns.ts";
import { inTransaction } from "../../../db/connect.ts";
import { BRIEF, noSlack, startTestApp, TEXT, type TestApp } from "../../support/app.ts";
import { until } from "../../support/until.ts";

let app: TestApp;
let lena: Actor;
let number = 0;
const posted: string[] = [];
let listed: { id: string; name: string; is_private: boolean; is_member: boolean }[] = [];

beforeAll(async () => {
  const slack = {
    ...noSlack,
    channels: async () => listed,
    post: async (...of: Parameters<typeof noSlack.post>) => {
      posted.push(of[0].channel.id);
      return noSlack.post(...of);
    },
  };
  app = await startTestApp({ slack });
  const change = app.db.updateTable("app.people").set({ role: "author" }).where("handle", "=", "lena").returningAll();
  const { id, team_id, name } = await change.executeTakeFirstOrThrow();
  lena = { id, team_id, name, surface: "web" };
});
afterAll(() => app.stop());

const LAX = {};
const STRICT = { approvers: "approvers" as const };
const SECOND = { author_may_approve: false };
const approving = { markdown: TEXT, base_revision: 1, override_reason: null };
const newChannel = (): Channel => ({ id: `C0T${++number}`, name: `together-${number}` });

async function profileOn(channel: Channel, rules: Partial<ApprovalRules>): Promise<Profile> {
  const values = { name: `Profile ${++number}`, time_zone: "UTC", channel, brief: BRIEF };
  return saveProfile(app.deps, app.mira, { ...values, approval: { ...DEFAULT_RULES, ...rules } });
}

const written = (channel: Channel, profile?: Profile) =>
  app.written(TEXT, { channel, ...(profile && { profile_id: profile.id }) });

/** Who of author, approver and whoever asked for it gets an update of this profile out. */
async function whoGets(channel: Channel, profile?: Profile): Promise<string[]> {
  const able: string[] = [];
  for (const [who, actor] of Object.entries({ author: lena, approver: app.tobi, asker: app.mira })) {
    const update = await written(channel, profile);
    const done = await approve(app.deps, actor, update.id, approving).then(
      ({ state }) => state === "approved",
      ({ code }: { code: string }) => code !== "forbidden",
    );
    if (done) able.push(who);
  }
  return able;
}

describe("of several profiles on one channel each one's rules are met, whichever an update began with", () => {
  test.each([
    ["the lax one first", [LAX, STRICT], ["approver", "asker"]],
    ["the strict one first", [STRICT, LAX], ["approver", "asker"]],
    ["three, each with something else", [LAX, STRICT, SECOND], ["approver"]],
    ["none that asks for anything", [LAX, LAX], ["author", "approver", "asker"]],
  ])("%s", async (_what, rules, expected) => {
    const channel = newChannel();
    const profiles: Profile[] = [];
    for (const one of rules) profiles.push(await profileOn(channel, one));

    for (const profile of [...profiles, undefined]) expect(await whoGets(channel, profile)).toEqual(expected);
  });

  test("but not those of one that was deleted", async () => {
    const channel = newChannel();
    const lax = await profileOn(channel, LAX);
    const strict = await profileOn(channel, STRICT);
    expect(await whoGets(channel, lax)).toEqual(["approver", "asker"]);

    await deleteProfile(app.deps, app.mira, strict.id);

    expect(await whoGets(channel, lax)).toEqual(["author", "approver", "asker"]);
  });

  test("and a channel is known by its id: one that is called as another one was has nothing to do with it", async () => {
    const channel = newChannel();
    await profileOn({ ...channel, name: "renamed-since" }, STRICT);

    expect(await whoGets(channel)).toEqual(["approver", "asker"]);
    expect(await whoGets({ id: "C0NEWER", name: "renamed-since" })).toEqual(["author", "approver", "asker"]);
  });
});

test("a draft that is sent to another channel is decided by that one's rules, and so is a copy", async () => {
  const [plain, ruled] = [newChannel(), newChannel()];
  const lax = await profileOn(ruled, LAX);
  await profileOn(ruled, STRICT);
  const [update, original] = [await written(plain, lax), await written(plain)];
  await changeChannel(app.deps, lena, update.id, { channel: ruled });
  await app.put(original.id, "posted");
  const copy = await postElsewhere(app.deps, lena, original.id, { channel: ruled });

  for (const { id } of [update, copy]) {
    await expect(approve(app.deps, lena, id, approving)).rejects.toMatchObject({ code: "forbidden" });
  }
});

test("what is posted is corrected by the rules of today", async () => {
  const channel = newChannel();
  const lax = await profileOn(channel, LAX);
  const update = await written(channel, lax);
  await approve(app.deps, lena, update.id, approving);
  await app.put(update.id, "posted");
  await profileOn(channel, STRICT);

  await expect(correct(app.deps, lena, update.id, approving)).rejects.toMatchObject({ code: "forbidden" });
});

describe("a rule that is saved while somebody decides", () => {
  test("counts when it was saved first: the decision waits for it", async () => {
    const channel = newChannel();
    const update = await written(channel, await profileOn(channel, LAX));
    let finish: () => void = () => undefined;
    const held = new Promise<void>((go) => (finish = go));
    let saved: () => void = () => undefined;
    const isSaved = new Promise<void>((go) => (saved = go));
    const saving = inTransaction(app.db, async (tx) => {
      const values = { name: `Profile ${++number}`, time_zone: "UTC", channel, brief: BRIEF };
      await saveProfile({ ...app.deps, db: tx }, app.mira, { ...values, approval: { ...DEFAULT_RULES, ...STRICT } });
      saved();
      await held;
    });
    await isSaved;

    const decided = approve(app.deps, lena, update.id, approving).catch((error: unknown) => error);
    await until("the decision waits", async () => ((await waitingFor("share")) ? true : null));
    finish();
    await saving;

    expect(await decided).toMatchObject({ code: "forbidden" });
    expect((await app.now(update)).state).toBe("in_review");
  });

  test("waits for a decision that came first", async () => {
    const channel = newChannel();
    const update = await written(channel, await profileOn(channel, LAX));
    let saving: Promise<Profile> | undefined;
    await inTransaction(app.db, async (tx) => {
      await approve({ ...app.deps, db: tx }, lena, update.id, approving);
      saving = profileOn(channel, STRICT);
      await until("the profile waits", async () => ((await waitingFor("no key update")) ? true : null));
    });
    await saving;

    expect((await app.now(update)).state).toBe("approved");
  });
});

/** Whether somebody waits for the team's row with such a lock. */
async function waitingFor(lock: string): Promise<boolean> {
  // Safe: PostgreSQL's own view, read as it documents it.
  const view = app.db as unknown as { selectFrom: (table: string) => never };
  const query = view.selectFrom("pg_stat_activity") as ReturnType<typeof app.db.selectFrom<"app.updates">>;
  const rows = (await query.selectAll().execute()) as unknown as { query: string; wait_event_type: string | null }[];
  return rows.some(
    (row) => row.wait_event_type === "Lock" && row.query.includes("teams") && row.query.includes(`for ${lock}`),
  );
}

describe("right before it goes out, an approval is held against the rules of that moment", () => {
  const deliveryOf = async ({ id }: Update) => {
    const rows = app.db.selectFrom("app.deliveries").select("id").where("update_id", "=", id).orderBy("created_at");
    return { delivery_id: (await rows.executeTakeFirstOrThrow()).id };
  };

  test.each<[string, (channel: Channel) => Promise<unknown>]>([
    ["a rule was tightened", (channel) => profileOn(channel, STRICT)],
    ["whoever approved it was switched off", () => deactivate(app.deps, app.mira, lena.id ?? "")],
  ])("%s since: nothing is posted, and it is asked for again", async (_what, change) => {
    const channel = newChannel();
    const update = await written(channel, await profileOn(channel, LAX));
    await approve(app.deps, lena, update.id, approving);
    await change(channel);

    await deliver(app.deps, await deliveryOf(update), lastLook);

    expect(posted).not.toContain(channel.id);
    expect((await app.now(update)).state).toBe("in_review");
    await approve(app.deps, app.tobi, update.id, approving);
    expect((await app.now(update)).state).toBe("approved");
    await app.db.updateTable("app.people").set({ deactivated_at: null }).where("id", "=", lena.id).execute();
  });

  test("a typed name is held against the channel that Slack knows by it", async () => {
    const channel = newChannel();
    await profileOn({ ...channel, name: "as-it-was-called" }, STRICT);
    const update = await written({ id: channel.name, name: channel.name });
    await approve(app.deps, lena, update.id, approving);
    listed = [{ ...channel, is_private: false, is_member: true }];

    await deliver(app.deps, await deliveryOf(update), lastLook);
    listed = [];

    expect(posted).not.toContain(channel.id);
    expect((await app.now(update)).state).toBe("in_review");
  });

  test("a post that failed is not begun again by an approval that is not enough any more", async () => {
    const channel = newChannel();
    const update = await written(channel, await profileOn(channel, LAX));
    await approve(app.deps, lena, update.id, approving);
    await app.put(update.id, "post_failed");
    await profileOn(channel, STRICT);

    await expect(retryPost(app.deps, app.tobi, update.id)).rejects.toMatchObject({
      code: "conflict",
      message: "It cannot be posted: Lena Brandt’s approval is not enough any more.",
    });
  });

  test("and what meets them goes out", async () => {
    const channel = newChannel();
    const update = await written(channel, await profileOn(channel, STRICT));
    await approve(app.deps, app.tobi, update.id, approving);

    await deliver(app.deps, await deliveryOf(update), lastLook);

    expect(posted).toContain(channel.id);
    expect((await app.now(update)).state).toBe("posted");
  });
});
