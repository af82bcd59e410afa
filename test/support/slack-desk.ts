import { deliver } from "../../app/delivery/deliver.ts";
import { slackClient } from "../../app/delivery/slack.ts";
import { DELIVER } from "../../app/job-names.ts";
import type { Slack } from "../../app/ports/slack.ts";
import { lastLook } from "../../app/schedules/recheck.ts";
import { drawCards } from "../../app/slack/cards/draw.ts";
import { giveCards } from "../../db/app/cards.ts";
import type { Update } from "../../db/app/tables.ts";
import { startTestApp, TEXT, type TestApp } from "./app.ts";
import { startSlackFront, type FrontInTest } from "./slack-front.ts";
import { until } from "./until.ts";
import { silent } from "./database.ts";

type DirectMessage = { ts: string; text: string; blocks?: { type: string; [field: string]: unknown }[] };
export type Desk = Awaited<ReturnType<typeof startDesk>>;

const DM: Record<string, string> = { U0MIRA: "D0MIRA", U0TOBI: "D0TOBI", U0LENA: "D0LENA" };

/** Pulse in front of a demo Slack, with eyes and hands for its people. Cards are drawn when a test says so, or somebody clicks. */
export async function startDesk({ slack, ...more }: { slack?: Slack; patience_ms?: number } = {}) {
  const app: TestApp = await startTestApp({ ...(slack && { slack }) });
  const it: FrontInTest = await startSlackFront({ app, chores: [], ...more });
  const { demo, deps } = it;
  const posting = {
    ...deps,
    slack: slackClient({ log: silent, token: "xoxb-demo", apiUrl: `${demo.url}/api/`, timeoutMs: 2_000 }),
  };

  /** How many jobs of each delivery were done. */
  const done = new Map<string, number>();

  /** Their conversation with Pulse, the oldest first. */
  async function messages(person: string): Promise<DirectMessage[]> {
    try {
      const { messages: said = [] } = await demo.client.conversations.history({
        channel: DM[person] ?? "",
        limit: 200,
      });
      return (said as DirectMessage[]).reverse();
    } catch {
      // Nobody has written to them yet.
      return [];
    }
  }

  const mend = async () => void (await fetch(`${demo.url}/_demo/faults`, { method: "DELETE" }));

  const cardsOf = async (person: string, { number }: Pick<Update, "number">) =>
    (await messages(person)).filter(({ blocks }) => JSON.stringify(blocks?.[0] ?? "").includes(`*#${number} `));

  return {
    app,
    deps,
    /** The same, whose posts go to the demo Slack. */
    posting,
    demo,
    messages,
    cardsOf,
    /** What a person's card says, and where it stands. */
    async card(person: string, update: Pick<Update, "number">) {
      const [card] = await cardsOf(person, update);
      if (!card) throw new Error(`${person} has no card of update ${update.number}.`);
      return { ...card, shown: JSON.stringify(card.blocks), channel: DM[person] ?? "" };
    },
    thread: async (person: string, ts: string): Promise<DirectMessage[]> => {
      const { messages: said = [] } = await demo.client.conversations.replies({ channel: DM[person] ?? "", ts });
      return (said as DirectMessage[]).slice(1);
    },
    async click(person: string, update: Pick<Update, "number">, action_id: string, value?: string) {
      const [card] = await cardsOf(person, update);
      const where = { channel: DM[person] ?? "", ts: card?.ts ?? "" };
      return demo.act({ what: "click", as: person, ...where, action_id, ...(value && { value }) });
    },
    submit: (person: string, values: Record<string, string | string[]> = {}) =>
      demo.act({ what: "submit", as: person, values }),
    /** On their card, now, with nothing that is open: two clicks. */
    async approves(person: string, update: Pick<Update, "number">, values: Record<string, string> = {}) {
      await this.click(person, update, "approve");
      await this.opened(person);
      return this.submit(person, values);
    },
    /** Opens the form that has the whole text, by way of the list of its items. */
    async editsAsText(person: string, update: Pick<Update, "number">) {
      await this.click(person, update, "edit");
      await this.opened(person);
      await demo.act({ what: "click_view", as: person, action_id: "edit_text" });
      return until("form of the text", async () => {
        const modal = (await demo.person(person)).modals.at(-1);
        return modal?.callback_id === "edit" && modal;
      });
    },
    /** Once their card says so. */
    shows: (person: string, update: Pick<Update, "number">, words: string | RegExp) =>
      until(`card that says ${words}`, async () => {
        const [card] = await cardsOf(person, update);
        const shown = JSON.stringify(card?.blocks ?? "");
        return card && fits(shown, words) && { ...card, shown };
      }),
    /** Once somebody was told so, alone. */
    hears: (person: string, words: string | RegExp) =>
      until(`answer that says ${words}`, async () => {
        const { ephemerals } = await demo.person(person);
        return ephemerals.findLast(({ text }) => fits(text, words))?.text;
      }),
    /** Once there is a form. */
    opened: (person: string) => until("modal", async () => (await demo.person(person)).modals.at(-1)),
    /** What was last said to somebody alone. */
    whispered: async (person: string) => {
      const { ephemerals } = await demo.person(person);
      return ephemerals.at(-1)?.text ?? "";
    },
    draw: () => drawCards(deps),
    mend,
    /** Nothing fails any more, and the time to wait is over. */
    async slackIsBack() {
      await mend();
      await app.db
        .updateTable("app.card_refreshes")
        .set({ not_before: new Date(0) })
        .execute();
      await app.db.updateTable("app.notices").set({ not_before: null }).execute();
      await drawCards(deps);
    },
    /** A draft in review, asked for in the browser, of which these people have the card. */
    async drafted(text: string = TEXT, people: string[] = ["mira"]): Promise<Update> {
      const update = await app.written(text);
      await this.give(update, people);
      return update;
    },
    async give({ id, team_id }: Update, handles: string[]) {
      const people = await app.db.selectFrom("app.people").selectAll().where("handle", "in", handles).execute();
      await giveCards(
        app.db,
        { id, team_id },
        people.map((person) => person.id),
      );
      await drawCards(deps);
    },
    /** The jobs that approvals left, each of them once. */
    async delivered(): Promise<void> {
      const jobs = (await app.waiting(DELIVER)).map((job) => String(job["delivery_id"]));
      for (const delivery_id of new Set(jobs)) {
        const asked = jobs.filter((one) => one === delivery_id).length;
        if (asked > (done.get(delivery_id) ?? 0)) await deliver(posting, { delivery_id }, lastLook);
        done.set(delivery_id, asked);
      }
    },
    /** The same jobs once more: of something that had to wait for its time. */
    async redelivered(): Promise<void> {
      done.clear();
      await this.delivered();
    },
    audited: async ({ id }: Pick<Update, "id">) =>
      app.db
        .selectFrom("app.audit_events")
        .selectAll()
        .where("update_id", "=", id)
        .orderBy("at")
        .orderBy("id")
        .execute(),
    async stop() {
      await it.stop();
      await app.stop();
    },
  };
}

const fits = (text: string, words: string | RegExp): boolean =>
  typeof words === "string" ? text.includes(words) : words.test(text);
