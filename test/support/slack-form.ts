import { saveProfile } from "../../app/profiles/save-profile.ts";
import type { PipelinesClient } from "../../app/pipelines-client.ts";
import type { Update } from "../../db/app/tables.ts";
import { BRIEF, noSlack, startTestApp } from "./app.ts";
import { startSlackFront } from "./slack-front.ts";
import { until } from "./until.ts";

const CHANNELS = [
  { id: "C0ENG", name: "eng-updates", is_private: false, is_member: true },
  { id: "C0REL", name: "releases", is_private: false, is_member: false },
];
export const REPOSITORIES = ["acme/harbor", "acme/harbor-web"].map((repo) => ({
  repo,
  default_branch: "main",
  private: false,
}));
const MODEL = { id: "gpt-x", kind: "model" as const, stand_in: false, price: null };
const RULES = { id: "rules", kind: "rules" as const, stand_in: false, price: null };

export type FormDesk = Awaited<ReturnType<typeof startFormDesk>>;

/** Compose's form in Slack, as Mira fills it. */
export async function startFormDesk() {
  const app = await startTestApp({ slack: { ...noSlack, channels: async () => CHANNELS } });
  const it = await startSlackFront({ app, chores: [] });

  const listsOf = (lists: Partial<PipelinesClient>) =>
    Object.assign(app.pipelines, {
      models: async () => ({ default: "gpt-x", server: "https://models.example", models: [MODEL, RULES] }),
      branches: async () => ({ branches: ["main", "next"], default_branch: "main", complete: true }),
      ...lists,
    });
  const modal = async () => (await it.demo.person("U0MIRA")).modals.at(-1);
  const opened = async () => until("form", async () => ((await modal())?.blocks.length ?? 0) > 2 && (await modal()));
  /** Block id → what stands in it. */
  async function standing(): Promise<Record<string, unknown>> {
    const values = (await opened()).state.values;
    return Object.fromEntries(
      Object.entries(values).map(([block, inputs]) => {
        const { value, selected_option, selected_options, selected_date } = Object.values(inputs)[0] ?? {};
        // Safe: these are the options that Slack sends back.
        const many = (selected_options as { value: string }[] | undefined)?.map((one) => one.value);
        return [block, many ?? value ?? (selected_option as { value: string } | null)?.value ?? selected_date ?? ""];
      }),
    );
  }
  /** A click is answered first, and the form is drawn afterwards. */
  const redrawn = (block: string) => until(`form with ${block}`, async () => block in (await standing()));
  const submit = (values: Record<string, string | string[]>) => it.demo.act({ what: "submit", as: "U0MIRA", values });
  const choose = (action_id: string, value: string | string[], values: Record<string, string | string[]> = {}) =>
    it.demo.act({ what: "click_view", as: "U0MIRA", action_id, value, values });
  const updates = (): Promise<Update[]> =>
    app.db.selectFrom("app.updates").selectAll().where("deleted_at", "is", null).orderBy("number").execute();
  const profile = (name: string, brief: Partial<typeof BRIEF> = {}) =>
    saveProfile(app.deps, app.mira, {
      name,
      time_zone: "America/New_York",
      channel: { id: "C0REL", name: "releases" },
      brief: { ...BRIEF, ...brief },
    });
  /** What Slack keeps of a view, as a view to show. */
  const viewWith = (
    { blocks, callback_id, title }: NonNullable<Awaited<ReturnType<typeof modal>>>,
    private_metadata: string,
  ) => ({
    type: "modal",
    callback_id,
    title,
    blocks,
    private_metadata,
    submit: { type: "plain_text", text: "Generate draft" },
  });
  return {
    app,
    it,
    listsOf,
    modal,
    opened,
    standing,
    redrawn,
    submit,
    choose,
    updates,
    profile,
    viewWith,
    async clear() {
      const gone = { deleted_at: new Date() };
      await app.db.updateTable("app.updates").set(gone).where("deleted_at", "is", null).execute();
      await app.db.updateTable("app.profiles").set(gone).where("deleted_at", "is", null).execute();
      await it.demo.act({ what: "close", as: "U0MIRA" });
      listsOf({ repositories: async () => ({ repositories: REPOSITORIES, notes: [] }) });
      // Past what the lists remember.
      app.passTime(61_000);
    },
    async stop() {
      await it.stop();
      await app.stop();
    },
  };
}
