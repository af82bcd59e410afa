import { expect } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import type { Role, Update } from "../../db/app/tables.ts";
import { BRIEF, CHANNEL, noSlack, startTestApp } from "./app.ts";
import type { Outcome } from "./demo-slack-controls.ts";
import { startSlackFront } from "./slack-front.ts";

const CHANNELS = [
  { id: "C0ENG", name: "eng-updates", is_private: false, is_member: true },
  { id: "C0PROD", name: "product-news", is_private: false, is_member: true },
];

export type CommandDesk = Awaited<ReturnType<typeof startCommandDesk>>;

/** Slack's front for people who write `/pulse …`. */
export async function startCommandDesk() {
  const app = await startTestApp({ slack: { ...noSlack, channels: async () => CHANNELS } });
  app.pipelines.repositories = async () => ({
    repositories: [{ repo: "acme/harbor", default_branch: "trunk", private: false }],
    notes: [],
  });
  const it = await startSlackFront({ app, chores: [] });
  const last = async (as: string) => (await it.demo.person(as)).ephemerals.at(-1);
  return {
    app,
    it,
    /** What the command answers, to the one who wrote it. */
    async said(text: string, as = "U0MIRA", channel = "C0ENG"): Promise<string> {
      const before = (await it.demo.person(as)).ephemerals.length;
      const outcome: Outcome = await it.demo.command(`/pulse ${text}`, as, channel);
      expect(outcome).toMatchObject({ ok: true });
      const { ephemerals } = await it.demo.person(as);
      expect(ephemerals.length).toBe(before + 1);
      return JSON.stringify(ephemerals.at(-1)?.blocks);
    },
    /** Presses a button of the last answer; what follows is the answer to that. */
    async press(as: string, action_id: string): Promise<void> {
      const { channel = "", ts = "" } = (await last(as)) ?? {};
      await it.demo.act({ what: "click", as, channel, ts, action_id });
    },
    heard: async (as: string): Promise<string> => (await last(as))?.text ?? "",
    newest: (): Promise<Update | undefined> =>
      app.db
        .selectFrom("app.updates")
        .selectAll()
        .where("deleted_at", "is", null)
        .orderBy("number", "desc")
        .executeTakeFirst(),
    profile: (name: string) =>
      saveProfile(app.deps, app.mira, { name, time_zone: "Europe/Berlin", channel: CHANNEL, brief: BRIEF }),
    put: (handle: string, change: { role?: Role; deactivated_at?: Date | null }) =>
      app.db.updateTable("app.people").set(change).where("handle", "=", handle).execute(),
    refusals: () =>
      app.db
        .selectFrom("app.audit_events")
        .select(["action", "surface"])
        .where("action", "like", "%.refused")
        .execute(),
    /** A desk without updates and profiles. */
    async clear(): Promise<void> {
      const gone = { deleted_at: new Date() };
      await app.db.updateTable("app.updates").set(gone).where("deleted_at", "is", null).execute();
      await app.db.updateTable("app.profiles").set(gone).where("deleted_at", "is", null).execute();
    },
    async stop(): Promise<void> {
      await it.stop();
      await app.stop();
    },
  };
}
