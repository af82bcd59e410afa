import type { FoundModel } from "../../webhooks/contract/model-tests.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { NOTHING_SPENT, startTestApp } from "./app.ts";
import { browseAsMira } from "./browse.ts";
import { REAL } from "./offered-models.ts";

export const DOWN = new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.");

export type ModelPages = Awaited<ReturnType<typeof startModelPages>>;

/** Connections with models that have a price, as Mira reads it. */
export async function startModelPages() {
  const app = await startTestApp();
  const asBegun = { ...app.pipelines };
  const browse = await browseAsMira(app.deps);
  let seen = 0;
  return {
    app,
    browse,
    connections: async (as = browse) => (await as("/connections")).text(),
    partial: (path: string) => browse(path, { "hx-request": "true" }),
    /** What was written down about models since the last look, oldest first. */
    async newEvents() {
      const events = await app.db
        .selectFrom("app.audit_events")
        .select(["action", "actor_id", "surface", "detail"])
        .where("action", "like", "models.%")
        .orderBy("id")
        .execute();
      const fresh = events.slice(seen);
      seen = events.length;
      return fresh;
    },
    /** As if nothing had been asked or spent, with what is known of these models. */
    clear(known: FoundModel[] = []): void {
      Object.assign(app.pipelines, asBegun, { fails: null, offered: REAL, known, asked: [], spending: NOTHING_SPENT });
      app.deps.settings.demoModelUrl = null;
    },
    stop: () => app.stop(),
  };
}

/** The card of the model, as a person reads it. */
export function modelCard(page: string): string {
  const [, part = ""] = /id="conn-model">(.*?)(?:id="conn-slack"|$)/s.exec(page) ?? [];
  return plainOf(part);
}

/** One model's row below it. */
export const wordsAbout = (page: string, number = 1): string =>
  plainOf(page.split(`id="model-${number}"`)[1]?.split(/id="model-\d+"|<\/section>/)[0] ?? "");

export function plainOf(html: string): string {
  const plain = html.replace(/<svg.*?<\/svg>/gs, " ").replace(/<[^>]+>/g, " ");
  return plain.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replace(/\s+/g, " ").trim();
}
