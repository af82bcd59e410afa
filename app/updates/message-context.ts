import type { Update } from "../../db/app/tables.ts";
import { isLoopback } from "../../base/listen.ts";
import type { Settings } from "../deps.ts";
import type { MessageContext } from "../message/message.ts";

/** Where Pulse is, and where its messages go. */
type Reach = Pick<Settings, "publicUrl" | "parts">;

/** What a text needs, besides its words, to become Slack messages: the same for the preview and for the post. */
export function messageContext(
  { settings }: { settings: Reach },
  { id, brief, ledger }: Pick<Update, "id" | "brief" | "ledger">,
): MessageContext {
  const counted = isOpenTo(settings) ? `${settings.publicUrl}/updates/${id}/ledger?went=grouped` : null;
  return { sources: brief.sources, ledger, counted };
}

/** Who reads Slack may be anywhere; of an address of this machine alone they would get nothing. Demo Slack is on it, too. */
const isOpenTo = ({ publicUrl, parts }: Reach): boolean =>
  parts.slack === "demo" || !isLoopback(new URL(publicUrl).hostname);
