import { newId } from "../../../webhooks/contract/ids.ts";
import { listProfiles } from "../../../db/app/profiles.ts";
import { late } from "../../soon.ts";
import { composeOpening } from "../blocks/compose.ts";
import type { ModalView } from "../blocks/shapes.ts";
import type { SlackDeps } from "../deps.ts";
import { storableText } from "../../../webhooks/contract/storable.ts";
import type { Seen } from "../seen.ts";
import { teamZone } from "../team-zone.ts";
import { baseOf, drawCompose } from "./compose-draw.ts";
import type { ComposeMeta } from "./compose-form.ts";

/** What the form begins with. */
type Start = {
  /** Where it was asked for: chosen, if Pulse may post there. */
  channel?: string;
  /** What somebody said, for the text to draw on. */
  context?: string;
};

/** A trigger lives for three seconds, and opening takes its time, too. */
const OPENED_WITHIN_MS = 700;
/** The dialog is open meanwhile and says so; what it then offers to choose from is better than a field to type into. */
const DRAWN_WITHIN_MS = 20_000;

/**
 * Opens the form. Where the lists take their time, a light one is opened first, and then filled.
 *
 * @throws {Problem} `timed_out` when Slack does not open it any more.
 */
export async function openCompose(
  deps: SlackDeps,
  { actor, trigger_id }: Pick<Seen, "actor" | "trigger_id">,
  start: Start = {},
): Promise<void> {
  const drawing = firstDrawing(deps, actor.team_id, start);
  // Where opening fails, nobody waits for it.
  drawing.catch(() => undefined);
  const drawn = await Promise.race([drawing, late(OPENED_WITHIN_MS)]);
  const { id, hash } = await deps.calls.open(trigger_id, drawn ?? composeOpening());
  if (!drawn) await deps.calls.redraw(id, hash, await drawing);
}

async function firstDrawing(deps: SlackDeps, teamId: string, { channel, context }: Start): Promise<ModalView> {
  const { pickers } = deps;
  // All at once: none waits for another one's patience.
  const [profiles, channels, repositories] = await Promise.all([
    listProfiles(deps.db, teamId),
    pickers.channels(DRAWN_WITHIN_MS),
    pickers.repositories(DRAWN_WITHIN_MS),
    pickers.models(DRAWN_WITHIN_MS),
  ]);
  const here = channels?.find(({ id }) => id === channel)?.id ?? "";
  const meta: ComposeMeta = {
    id: newId(),
    profile: "",
    draw: 0,
    zone: teamZone(profiles, here),
    with_context: context !== undefined,
  };
  const base = await baseOf(deps, teamId, meta);
  // The same one that the web's form begins with.
  const first = { repo: repositories?.[0]?.repo ?? "", base_branch: "" };
  const said = { channel: here, context: storableText(context ?? ""), sources: [first] };
  return drawCompose(deps, teamId, meta, base, { ...base.form, ...said });
}
