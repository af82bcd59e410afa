import { z } from "zod";
import type { Demo } from "../demo.ts";
import { elementsOf, keyOf } from "../elements.ts";
import type { Message } from "../store.ts";
import type { Typed, View } from "../views.ts";
import { TEAM, type Channel } from "../world.ts";
import { clickInMessage, clickInView } from "./click.ts";
import { typeLine } from "./command.ts";
import { refusedWith, type Outcome } from "./outcome.ts";
import type { Actor } from "./payloads.ts";
import { closeView, submitView } from "./submit.ts";
import { openHome, takeShortcut } from "./visit.ts";

/** By block and action (`block/action`), or by either alone. */
const values = z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({});
const which = { action_id: z.string(), block_id: z.string().optional() };
const person = {
  as: z.string().regex(/^[UW][A-Z0-9]+$/),
  /** Another workspace's id, to see what the app makes of it, or an organisation's. */
  team: z.string().default(TEAM.id),
  /** As where the app is installed in all of an organisation: nothing but that is named beside the person. */
  org_wide: z.boolean().default(false),
};

/** One thing that a person does. `value` is what they choose in the menu that they click. */
export const actSchema = z.discriminatedUnion("what", [
  z.strictObject({ ...person, what: z.literal("command"), channel: z.string(), text: z.string() }),
  z.strictObject({
    ...person,
    what: z.literal("click"),
    channel: z.string(),
    ts: z.string(),
    ...which,
    value: z.union([z.string(), z.array(z.string())]).optional(),
  }),
  z.strictObject({
    ...person,
    what: z.literal("click_view"),
    on: z.enum(["modal", "home"]).default("modal"),
    ...which,
    values,
    value: z.union([z.string(), z.array(z.string())]).optional(),
  }),
  z.strictObject({ ...person, what: z.literal("submit"), values }),
  z.strictObject({ ...person, what: z.literal("close") }),
  z.strictObject({ ...person, what: z.literal("home") }),
  z.strictObject({
    ...person,
    what: z.literal("shortcut"),
    callback_id: z.string(),
    channel: z.string().optional(),
    ts: z.string().optional(),
  }),
]);
type Act = z.infer<typeof actSchema>;

export async function act(demo: Demo, done: Act): Promise<Outcome> {
  const actor: Actor = { id: done.as, team: done.team, org_wide: done.org_wide };
  switch (done.what) {
    case "command":
      return inChannel(demo, done.channel, (channel) => typeLine(demo, actor, channel, done.text));
    case "click":
      return onMessage(demo, done, (channel, message) => {
        const typed = chosen(message.blocks ?? [], done.action_id, done.value);
        return clickInMessage(demo, actor, channel, message, done, typed);
      });
    case "click_view":
      return onView(done.on === "home" ? demo.views.home(done.as) : demo.views.top(done.as), (view) => {
        const typed = { ...typedOf(view, done.values), ...chosen(view.blocks, done.action_id, done.value) };
        return clickInView(demo, actor, view, done, typed);
      });
    case "submit":
      return onView(demo.views.top(done.as), (view) => submitView(demo, actor, view, typedOf(view, done.values)));
    case "close":
      return onView(demo.views.top(done.as), (view) => closeView(demo, actor, view));
    case "home":
      return openHome(demo, actor);
    case "shortcut":
      if (!done.ts) return takeShortcut(demo, actor, done.callback_id);
      return onMessage(demo, { channel: done.channel ?? "", ts: done.ts }, (channel, message) =>
        takeShortcut(demo, actor, done.callback_id, { channel, message }),
      );
    default:
      throw done satisfies never;
  }
}

export function inChannel(demo: Demo, id: string, work: (channel: Channel) => Promise<Outcome>): Promise<Outcome> {
  const channel = demo.store.channels.find((each) => each.id === id);
  return channel ? work(channel) : Promise.resolve(refusedWith("There is no such channel."));
}

type Place = { channel: string; ts: string };
type OnMessage = (channel: Channel, message: Message) => Promise<Outcome>;

export function onMessage(demo: Demo, { channel: id, ts }: Place, work: OnMessage): Promise<Outcome> {
  const message = demo.store.messages.find((each) => each.channel === id && each.ts === ts);
  if (!message) return Promise.resolve(refusedWith("This message is not there any more."));
  return inChannel(demo, id, (channel) => work(channel, message));
}

export function onView(view: View | undefined, work: (view: View) => Promise<Outcome>): Promise<Outcome> {
  return view ? work(view) : Promise.resolve(refusedWith("This view is not open any more."));
}

function chosen(blocks: View["blocks"], action_id: string, value: string | string[] | undefined): Typed {
  const placed = elementsOf(blocks).find(({ element }) => element.action_id === action_id);
  return placed && value !== undefined ? { [keyOf(placed)]: [value].flat() } : {};
}

/** Only what the view has inputs for; what is not named stays as it was. */
function typedOf(view: View, given: Record<string, string | string[]>): Typed {
  const typed: Record<string, string[]> = {};
  for (const placed of elementsOf(view.blocks)) {
    const key = keyOf(placed);
    const value = given[key] ?? given[placed.block_id] ?? given[placed.element.action_id];
    if (value !== undefined) typed[key] = [value].flat();
  }
  return typed;
}
