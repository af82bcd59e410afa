import { dispatch, dispatchEvent } from "../dispatch/dispatch.ts";
import { shownMessage } from "../shown-message.ts";
import type { Demo } from "../demo.ts";
import type { Message } from "../store.ts";
import { shownView } from "../views.ts";
import type { Channel } from "../world.ts";
import { fine, refusedWith, type Outcome } from "./outcome.ts";
import { actionTs, channelFields, eventPayload, interactionBase, type Actor } from "./payloads.ts";

/** Opens the app's Home tab; the app hears of it as an event, and publishes what it likes. */
export async function openHome(demo: Demo, actor: Actor): Promise<Outcome> {
  const home = demo.views.home(actor.id);
  const channel = demo.store.channels.find((each) => each.person === actor.id)?.id;
  const event = {
    type: "app_home_opened",
    user: actor.id,
    channel,
    tab: "home",
    ...(home && { view: shownView(home) }),
  };
  return tellEvent(demo, actor.id, event, actor);
}

/** Events go only to an app that subscribed to them. */
export async function tellEvent(
  demo: Demo,
  by: string,
  event: Record<string, unknown>,
  from: Pick<Actor, "team" | "org_wide"> = {},
): Promise<Outcome> {
  const what = String(event.type);
  if (!demo.installed.events.includes(what)) return refusedWith(`The app has not subscribed to ${what}.`);
  await dispatchEvent(demo, { kind: "events_api", what, by, payload: eventPayload(demo, event, from) });
  return fine;
}

/** Chooses a global shortcut, or a message shortcut of the message. */
export async function takeShortcut(
  demo: Demo,
  actor: Actor,
  callback_id: string,
  on?: { channel: Channel; message: Message },
): Promise<Outcome> {
  const wanted = on ? "message" : "global";
  const shortcut = demo.installed.shortcuts.find((each) => each.type === wanted && each.callback_id === callback_id);
  if (!shortcut) return refusedWith(`The app has no such ${wanted} shortcut.`);
  const common = {
    ...interactionBase(actor),
    callback_id,
    action_ts: actionTs(demo),
    trigger_id: demo.triggers.issue(actor.id),
  };
  const payload = on
    ? { type: "message_action", ...common, ...messageOf(demo, actor, on) }
    : { type: "shortcut", ...common };
  const ack = await dispatch(demo, { kind: "interactive", what: `shortcut ${callback_id}`, by: actor.id, payload });
  return ack.ok ? fine : refusedWith(`${shortcut.name} did not work: the app did not answer (${ack.reason}).`);
}

function messageOf(demo: Demo, actor: Actor, { channel, message }: { channel: Channel; message: Message }) {
  return {
    channel: channelFields(channel),
    message_ts: message.ts,
    message: shownMessage(demo, message, false),
    response_url: demo.responseUrls.issue({ person: actor.id, channel: channel.id, thread_ts: message.thread_ts }),
  };
}
