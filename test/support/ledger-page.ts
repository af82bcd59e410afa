import type { Update } from "../../db/app/tables.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import { startTestApp } from "./app.ts";
import { browseAsMira } from "./browse.ts";
import { linesOfHtml } from "./words-of-html.ts";

export type LedgerPage = Awaited<ReturnType<typeof startLedgerPage>>;

/** The ledger of an update, as Mira reads it. */
export async function startLedgerPage() {
  const app = await startTestApp();
  const browse = await browseAsMira(app.deps);
  let id = "";
  const keep = async (lines: readonly LedgerLine[]): Promise<void> => {
    const ledger = JSON.stringify(lines);
    await app.db.updateTable("app.updates").set({ ledger }).where("id", "=", id).execute();
  };
  const ask = (query = "", headers = {}) => browse(`/updates/${id}/ledger${query}`, headers);
  return {
    app,
    browse,
    /** From here on it is asked for this one. */
    turnTo(update: Update): void {
      ({ id } = update);
    },
    /** The same, with an update that is new. */
    async tell(text: string, lines: readonly LedgerLine[]): Promise<Update> {
      const update = await app.written(text);
      ({ id } = update);
      await keep(lines);
      return update;
    },
    keep,
    ask,
    seen: async (query = "") => (await ask(query)).text(),
  };
}

export const wordsOf = (html: string) => linesOfHtml(html).join(" ");

/** Each row as what a person reads in it. */
export const rowsOf = (page: string) =>
  page
    .split('<li class="led">')
    .slice(1)
    .map((row) => wordsOf(row.slice(0, row.indexOf("</li>"))));
export const numbersOf = (page: string) => rowsOf(page).map((row) => Number(/#(\d+)/.exec(row)?.[1]));
