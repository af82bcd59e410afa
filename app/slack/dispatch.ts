import { Problem } from "../../webhooks/contract/problem.ts";
import { late } from "../soon.ts";
import { asProblem, problemMessage, whisperTo } from "./answer.ts";
import { context } from "./blocks/block.ts";
import type { Message } from "./blocks/shapes.ts";
import { escaped, shortened } from "./blocks/text.ts";
import type { SlackDeps } from "./deps.ts";
import { patienceOf } from "./patience.ts";
import {
  clickBody,
  commandBody,
  fromCommand,
  fromHome,
  fromInteraction,
  homeBody,
  openView,
  shortcutBody,
} from "./read-body.ts";
import { unescaped } from "./read-words.ts";
import { LISTENERS } from "./rights.ts";
import { FIRST, see, type Ack, type AnyAck, type Turn } from "./see.ts";
import type { Actions, Commands, Events, Shortcuts } from "./seen.ts";

export async function onCommand(
  deps: SlackDeps,
  commands: Commands,
  raw: unknown,
  ack: Ack,
  turn = FIRST,
): Promise<void> {
  const body = commandBody.parse(raw);
  const { user_id, channel_id: id, channel_name: name, response_url = null } = body;
  const { listener, words } = wordsOf(body.text);
  const answered = told(
    deps,
    `/pulse ${listener}`,
    turn,
    async () => {
      const who = { from: fromCommand(body), response_url, trigger_id: body.trigger_id };
      const seen = await see(deps, who, LISTENERS.command[listener]);
      return commands[listener](deps, { ...seen, words, channel: { id, name } });
    },
    typedIn(body),
  );
  const inTime = await Promise.race([answered.then((message) => ({ message })), late(patienceOf(deps))]);
  // Safe: an object is what Slack takes here.
  await (ack as AnyAck)(inTime?.message ? { response_type: "ephemeral", ...inTime.message } : undefined);
  const message = inTime ? null : await answered;
  if (message) await whisperTo(deps, { slack_user_id: user_id, response_url })(message);
}

type Subcommand = keyof typeof LISTENERS.command;
/** Said by people; the others are what is meant when nothing of these is said. */
const isSubcommand = (word: string): word is Subcommand =>
  !["", "profile"].includes(word) && Object.hasOwn(LISTENERS.command, word);

/** Whatever is no word of ours may be a profile's name. */
function wordsOf(text: string): { listener: Subcommand; words: string } {
  const [, word = "", rest = ""] = /^(\S*)\s*([^]*)$/.exec(text.trim()) ?? [];
  if (isSubcommand(word.toLowerCase())) return { listener: word.toLowerCase() as Subcommand, words: rest.trim() };
  return { listener: word === "" ? "" : "profile", words: text.trim() };
}

export async function onAction(deps: SlackDeps, actions: Actions, raw: unknown, ack: Ack, turn = FIRST): Promise<void> {
  await ack();
  const body = clickBody.parse(raw);
  const [clicked] = body.actions;
  const { name, value } = nameOf(clicked);
  const { user, trigger_id, response_url = null, container, view } = body;
  const who = { from: fromInteraction(body), response_url, trigger_id };
  const problem = await told(deps, `action ${name}`, isAction(name) ? turn : FIRST, async () => {
    if (!isAction(name)) throw new Problem("invalid", "This button is from another time.", "Open Pulse’s Home tab.");
    const seen = await see(deps, who, LISTENERS.action[name]);
    const { channel_id: channel, message_ts: ts } = container ?? {};
    const message = channel && ts ? { channel, ts } : null;
    return void (await actions[name](deps, { ...seen, value, message, view: view ? openView(view) : null }));
  });
  if (problem) await whisperTo(deps, { slack_user_id: user.id, response_url })(problem);
}

const isAction = (name: string): name is keyof Actions => Object.hasOwn(LISTENERS.action, name);

/** An overflow menu is one action; the chosen option says which: "reject:…". A suffix after a dot tells equal buttons apart. */
function nameOf(clicked: (typeof clickBody)["_output"]["actions"][number] | undefined): {
  name: string;
  value: string;
} {
  const option = clicked?.selected_option?.value;
  if (clicked?.type === "overflow" && option) {
    const [name = "", ...rest] = option.split(":");
    return { name, value: rest.join(":") };
  }
  const [name = ""] = (clicked?.action_id ?? "").split(".");
  return { name, value: clicked?.value ?? option ?? "" };
}

export async function onShortcut(
  deps: SlackDeps,
  shortcuts: Shortcuts,
  raw: unknown,
  ack: Ack,
  turn = FIRST,
): Promise<void> {
  await ack();
  const body = shortcutBody.parse(raw);
  const { user, trigger_id, callback_id, response_url = null, channel, message } = body;
  const problem = await told(deps, `shortcut ${callback_id}`, turn, async () => {
    if (!isShortcut(callback_id)) throw new Problem("invalid", "Pulse has no such shortcut.", "Write /pulse help.");
    const who = { from: fromInteraction(body), response_url, trigger_id };
    const seen = await see(deps, who, LISTENERS.shortcut[callback_id]);
    const on = channel && message && { ...message, channel: channel.id, channel_name: channel.name };
    return void (await shortcuts[callback_id](deps, { ...seen, message: on ?? null }));
  });
  if (problem) await whisperTo(deps, { slack_user_id: user.id, response_url })(problem);
}

const isShortcut = (name: string): name is keyof Shortcuts => Object.hasOwn(LISTENERS.shortcut, name);

export async function onHome(
  deps: SlackDeps,
  opened: Events["app_home_opened"],
  raw: unknown,
  turn = FIRST,
): Promise<void> {
  const body = homeBody.parse(raw);
  const { event } = body;
  if (event.tab !== "home") return;
  const who = { from: fromHome(body), response_url: null, trigger_id: "" };
  const problem = await told(deps, "app_home_opened", turn, async () => {
    return void (await opened(deps, await see(deps, who, LISTENERS.event.app_home_opened)));
  });
  if (problem) await whisperTo(deps, { slack_user_id: event.user, response_url: null })(problem);
}

/** A problem becomes what the person is told, with what they typed: Slack has emptied the line. */
async function told(
  deps: SlackDeps,
  listener: string,
  turn: Turn,
  work: () => Promise<Message | null | void>,
  typed = "",
): Promise<Message | null> {
  try {
    return ((await turn) && (await work())) || null;
  } catch (error) {
    const message = problemMessage(asProblem(deps, error, listener));
    const wrote = typed ? [context(`You wrote ${escaped(shortened(typed, MOST_TYPED_CHARS))}`)] : [];
    return { ...message, blocks: [...(message.blocks ?? []), ...wrote] };
  }
}

const MOST_TYPED_CHARS = 1_000;

/** A command as it was typed: Slack made tokens of the names in it. "" where nothing stands after it. */
function typedIn({ command, text }: (typeof commandBody)["_output"]): string {
  const typed = text.replace(/<([#@])[A-Z0-9]+\|([^<>|]+)>/g, "$1$2").trim();
  return typed && `${command} ${unescaped(typed)}`;
}

export { onView } from "./submit.ts";
