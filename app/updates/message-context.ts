import type { Db, Update } from "../../db/app/tables.ts";
import { isLoopback } from "../../base/listen.ts";
import type { Settings } from "../deps.ts";
import type { CalledPeople } from "../message/mention.ts";
import type { MessageContext } from "../message/message.ts";
import { peopleCalled } from "./people-called.ts";

/** Where Pulse is, and where its messages go. */
type Reach = Pick<Settings, "publicUrl" | "parts">;

/** What a text needs, besides its words, to become Slack messages: the same for the preview and for the post. */
export function messageContext(
  { settings }: { settings: Reach },
  { id, brief, ledger }: Pick<Update, "id" | "brief" | "ledger">,
  people: CalledPeople,
): MessageContext {
  const counted = isOpenTo(settings) ? `${settings.publicUrl}/updates/${id}/ledger?went=grouped` : null;
  return { sources: brief.sources, ledger, counted, people };
}

/** The same, with the people as they are now. */
export async function readMessageContext(
  { db, settings }: { db: Db; settings: Reach },
  update: Pick<Update, "id" | "brief" | "ledger" | "team_id" | "profile_id">,
): Promise<MessageContext> {
  return messageContext({ settings }, update, await peopleCalled(db, update));
}

/** Who reads Slack may be anywhere; of an address of this machine alone they would get nothing. Demo Slack is on it, too. */
const isOpenTo = ({ publicUrl, parts }: Reach): boolean =>
  parts.slack === "demo" || !isLoopback(new URL(publicUrl).hostname);
