import type { Actor } from "../deps.ts";
import type { SentForm } from "./blocks/kept-form.ts";
import type { Message, ModalView, Values } from "./blocks/shapes.ts";
import type { SlackDeps } from "./deps.ts";
import type { ListenerName } from "./rights.ts";

/** Somebody did something in Slack, and who they are here. */
export type Seen = {
  actor: Actor;
  slack_user_id: string;
  /** Opens one modal, within three seconds. */
  trigger_id: string;
  /** An answer that only they see: where they clicked, else in their own conversation with Pulse. It never throws. */
  whisper: (message: Message) => Promise<void>;
};

export type Commanded = Seen & {
  /** What follows the subcommand's own word, trimmed; channels and people are still Slack's tokens, <#C1|name>. */
  words: string;
  channel: { id: string; name: string };
};

export type Clicked = Seen & {
  /** The button's value, or the chosen option's. */
  value: string;
  /** The message that holds the button; null in Home and in modals. */
  message: { channel: string; ts: string } | null;
  /** The modal or Home that holds it, with everything typed so far. */
  view: OpenView | null;
};

export type OpenView = { id: string; hash: string; callback_id: string; private_metadata: string; values: Values };

/** `form`: the whole of it, to be shown again. */
export type Submitted = Seen & { view: OpenView & { form: SentForm } };

type ShortcutUsed = Seen & {
  /** What a message shortcut was used on. */
  message: { channel: string; channel_name: string; ts: string; text: string } | null;
};

/** It is done, and the modal closes. */
export type Done = {
  /** What was done, for whoever had to wait for it and looks at the form still. */
  done: string;
  /** There is more to do with the form: it stays, with this as its metadata, where Slack could not wait. */
  metadata?: string;
};

/** Errors stand at the fields, by block id. */
export type ViewAnswer = { errors: Record<string, string> } | { update: ModalView } | Done;

/** What each kind of listener does. All of them may throw a `Problem`: it is told where they clicked. */
export type Commands = Record<ListenerName<"command">, (deps: SlackDeps, seen: Commanded) => Promise<Message | null>>;
export type Actions = Record<ListenerName<"action">, (deps: SlackDeps, seen: Clicked) => Promise<void>>;
export type ViewListeners = Record<ListenerName<"view">, (deps: SlackDeps, seen: Submitted) => Promise<ViewAnswer>>;
export type Shortcuts = Record<ListenerName<"shortcut">, (deps: SlackDeps, seen: ShortcutUsed) => Promise<void>>;
export type Events = Record<ListenerName<"event">, (deps: SlackDeps, seen: Omit<Seen, "trigger_id">) => Promise<void>>;
