import { NEEDS_SUBJECT, type Action } from "../people/policy.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { slackActor, type CameFrom } from "../people/slack-actor.ts";
import { whisperTo } from "./answer.ts";
import type { SlackDeps } from "./deps.ts";
import type { Seen } from "./seen.ts";

export type Ack = (answer?: never) => Promise<void>;
/** The ack's types differ by kind and say no more than "an object"; what we send is typed where it is made. */
export type AnyAck = (answer?: object) => Promise<void>;

/** Whether this act comes for the first time; one that came before is done already, here or in another process. */
export type Turn = Promise<boolean>;
export const FIRST: Turn = Promise.resolve(true);

type Who = { from: CameFrom; response_url: string | null; trigger_id: string };

/** Who it is, and whether they may: as the database knows them now, however old the card. */
export async function see(deps: SlackDeps, who: Who, right: Action): Promise<Seen> {
  const { from, response_url, trigger_id } = who;
  const { user_id } = from;
  const slackTeamId = deps.settings.slackTeamId ?? (await deps.calls.team());
  const ours = { ...deps, settings: { ...deps.settings, slackTeamId } };
  const actor = await slackActor(ours, from, deps.calls.user);
  if (!NEEDS_SUBJECT.has(right)) await permitted(deps.db, (tx) => requireMay(tx, actor, right));
  const whisper = whisperTo(deps, { slack_user_id: user_id, response_url });
  return { actor, slack_user_id: user_id, trigger_id, whisper };
}
