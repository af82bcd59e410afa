import { readOutline } from "../../app/message/items/outline.ts";
import { listRevisions } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { WordingAnswer } from "../../webhooks/contract/wordings.ts";
import { startDesk } from "./slack-desk.ts";
import { until } from "./until.ts";

export const WORDED_WEEK =
  "# Harbor\n\n## New\n\n- A map (#12, mira)\n- A board (#13, lena)\n\n## Thanks\n\nThank you all.\n";

export type WordingDesk = Awaited<ReturnType<typeof startWordingDesk>>;

/** Mira before a draft in Slack, and a model that answers what a test says. */
export async function startWordingDesk() {
  const desk = await startDesk();
  const { wording, wordingEstimate } = desk.app.pipelines;
  let update: Update;
  const now = async () => {
    const { working_copy, revision } = await desk.app.now(update);
    return working_copy ?? (await listRevisions(desk.app.db, update.id))[revision - 1]?.markdown ?? "";
  };
  const keyOf = async (words: string) =>
    readOutline(await now(), update.brief.sources).find((piece) => piece.words.includes(words))?.key ?? "";
  const top = async () => (await desk.demo.person("U0MIRA")).modals.at(-1);
  const shows = (words: string | RegExp, title?: string) =>
    until(`form that says ${words}`, async () => {
      const modal = await top();
      const shown = JSON.stringify(modal?.blocks ?? "");
      const fits = typeof words === "string" ? shown.includes(words) : words.test(shown);
      return fits && (!title || modal?.title?.text === title) && { ...modal, shown };
    });
  return {
    desk,
    now,
    keyOf,
    top,
    shows,
    update: () => update,
    estimate: wordingEstimate,
    async begin() {
      update = await desk.drafted(WORDED_WEEK);
      desk.app.pipelines.reworded.length = 0;
      this.says("A map of the harbour");
    },
    async end() {
      Object.assign(desk.app.pipelines, { wording, wordingEstimate });
      for (let at = 0; at < 3; at += 1) await desk.demo.act({ what: "close", as: "U0MIRA" });
    },
    /** What the model answers from now on. */
    says(text: string, more: Partial<WordingAnswer> = {}) {
      desk.app.pipelines.worded = { ...desk.app.pipelines.worded, text, problem: null, findings: [], ...more };
    },
    /** It answers again. */
    speaks: () => void Object.assign(desk.app.pipelines, { wording }),
    /** A model that does not answer, and what became of it. */
    silence() {
      const asked = { ended: false };
      desk.app.pipelines.wording = (_run, _asked, _key, signal) =>
        new Promise((_, reject) => {
          signal?.addEventListener("abort", () => {
            asked.ended = true;
            reject(new Problem("unavailable", "Nobody waits.", "Ask again.", { cause: signal.reason }));
          });
        });
      return asked;
    },
    press: (action_id: string, values: Record<string, string> = {}) =>
      desk.demo.act({ what: "click_view", as: "U0MIRA", action_id, values }),
    async itemOf(words: string) {
      await desk.click("U0MIRA", update, "edit");
      await desk.opened("U0MIRA");
      const key = await keyOf(words);
      await desk.demo.act({ what: "click_view", as: "U0MIRA", action_id: `item.${key}`, value: `item_edit:${key}` });
      return shows("Its words");
    },
  };
}
