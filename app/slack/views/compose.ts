import { checkAsked } from "../../updates/check-asked.ts";
import { compose } from "../../updates/compose.ts";
import type { ViewListeners } from "../seen.ts";
import { baseOf, withDefaults } from "./compose-draw.ts";
import { errorsAt, readComposeForm, readMeta } from "./compose-form.ts";

/** The form is sent: what is wrong is said at its fields, else the update is asked for. Its card follows by itself. */
export const composeView: ViewListeners["compose"] = async (deps, { actor, view }) => {
  const meta = readMeta(view.private_metadata);
  const { form: base, profile, lastUntil } = await baseOf(deps, actor.team_id, meta);
  const form = readComposeForm(view.values, meta, base);
  const [channels, offered] = await Promise.all([deps.pickers.channels(), deps.pickers.models()]);
  const around = { now: deps.clock(), lastUntil, channels, offered };
  const read = await checkAsked(deps, await withDefaults(deps, form), around);
  if (!read.ok) return { errors: errorsAt(read.errors, view.values, meta) };
  const { brief, channel } = read;
  const asked = { brief, channel, profile_id: profile?.id ?? null, previewed_digest: null, id: meta.id };
  const { number } = await compose(deps, actor, asked);
  return { done: `Asked for #${number}. Its card is in your messages with Pulse.` };
};
