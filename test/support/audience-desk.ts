import type { Update } from "../../db/app/tables.ts";
import type { ShownSource } from "../../webhooks/contract/repositories.ts";
import { noSlack, TEXT } from "./app.ts";
import { startDesk } from "./slack-desk.ts";

export const PARTNERS = { id: "C0PART", name: "partners" };
export const AGENCY = { id: "C0AGENCY", name: "studio" };
export const PRIVATE: ShownSource = { repo: "acme/vault", visibility: "private" };

/** A desk where whoever clicks in Slack asks the demo one who reads a channel, too. */
export async function startAudienceDesk() {
  const slack = { ...noSlack };
  const desk = await startDesk({ slack });
  slack.whoReads = desk.posting.slack.whoReads;
  return {
    ...desk,
    async drafted(sources: ShownSource[] | null, channel = PARTNERS, profile_id?: string): Promise<Update> {
      const update = await desk.app.written(TEXT, { channel, ...(profile_id && { profile_id }) });
      const sources_shown = sources && JSON.stringify(sources);
      await desk.app.db.updateTable("app.updates").set({ sources_shown }).where("id", "=", update.id).execute();
      return desk.app.now(update);
    },
  };
}
