import { Problem } from "../../webhooks/contract/problem.ts";
import { NEEDS_SUBJECT, type Action } from "../people/policy.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { slackActor } from "../people/slack-person.ts";
import { late } from "../soon.ts";
import { asProblem, problemMessage, whisperTo } from "./answer.ts";
import { clickBody, commandBody, homeBody, openView, shortcutBody, submitBody, teamOf } from "./read-body.ts";
import { LISTENERS } from "./rights.ts";
import type { Actions, Commands, Events, Message, Seen, Shortcuts, SlackDeps, ViewAnswer, Views } from "./seen.ts";

/** Slack waits three seconds. What takes longer is answered afterwards. Source: docs.slack.dev, "Acknowledgment response". */
const PATIENCE_MS = 2_500;

type Ack = (answer?: never) => Promise<void>;

/** Whether this act comes for the first time; one that came before is done already, here or in another process. */
export type Turn = Promise<boolean>;
const FIRST: Turn = Promise.resolve(true);

/** The ack's types differ by kind and say no more than "an object"; what we send is typed where it is made. */
type AnyAck = (answer?: object) => Promise<void>;

export async function onCommand(
  deps: SlackDeps,
  commands: Commands,
  raw: unknown,
  ack: Ack,
  turn = FIRST,
): Promise<void> {
  const body = commandBody.parse(raw);
  const { user_id, team_id, channel_id: id, channel_name: name, response_url = null } = body;
  const { listener, words } = wordsOf(body.text);
  const answered = told(deps, `/pulse ${listener}`, turn, async () => {
    const who = { user_id, team_id, response_url, trigger_id: body.trigger_id };
    const seen = await see(deps, who, LISTENERS.command[listener]);
    return commands[listener](deps, { ...seen, words, channel: { id, name } });
  });
  const inTime = await Promise.race([answered.then((message) => ({ message })), late(PATIENCE_MS)]);
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
  const who = { user_id: user.id, team_id: teamOf(body), response_url, trigger_id };
  const problem = await told(deps, `action ${name}`, turn, async () => {
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

export async function onView(deps: SlackDeps, views: Views, raw: unknown, ack: Ack, turn = FIRST): Promise<void> {
  const body = submitBody.parse(raw);
  const { user, trigger_id, view } = body;
  const who = { user_id: user.id, team_id: teamOf(body), response_url: null, trigger_id };
  const answered = submitted(deps, `view ${view.callback_id}`, view.first_input, async () => {
    if (!(await turn)) return undefined;
    const name = view.callback_id;
    if (!isView(name)) throw new Problem("invalid", "This form is from another time.", "Close it and begin anew.");
    return views[name](deps, { ...(await see(deps, who, LISTENERS.view[name])), view: openView(view) });
  });
  const inTime = await Promise.race([answered.then((answer) => ({ answer })), late(PATIENCE_MS)]);
  // Safe: an object is what Slack takes here.
  await (ack as AnyAck)(inTime?.answer && asAck(inTime.answer));
  const answer = inTime ? undefined : await answered;
  if (!answer || !("errors" in answer)) return;
  const [message = ""] = Object.values(answer.errors);
  await whisperTo(deps, { slack_user_id: user.id, response_url: null })(problemMessage({ message, remedy: "" }));
}

const isView = (name: string): name is keyof Views => Object.hasOwn(LISTENERS.view, name);
const asAck = (answer: NonNullable<ViewAnswer>): object =>
  "errors" in answer
    ? { response_action: "errors", errors: answer.errors }
    : { response_action: "update", view: answer.update };

/** What does not work stands in the form, and what was typed stays there. */
async function submitted(
  deps: SlackDeps,
  listener: string,
  firstInput: string | null,
  work: () => Promise<ViewAnswer>,
): Promise<ViewAnswer> {
  try {
    return await work();
  } catch (error) {
    const { message, remedy } = asProblem(deps, error, listener);
    return { errors: { [firstInput ?? ""]: `${message} ${remedy}` } };
  }
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
    const who = { user_id: user.id, team_id: teamOf(body), response_url, trigger_id };
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
  const { team_id, event } = homeBody.parse(raw);
  if (event.tab !== "home") return;
  const who = { user_id: event.user, team_id, response_url: null, trigger_id: "" };
  const problem = await told(deps, "app_home_opened", turn, async () => {
    return void (await opened(deps, await see(deps, who, LISTENERS.event.app_home_opened)));
  });
  if (problem) await whisperTo(deps, { slack_user_id: event.user, response_url: null })(problem);
}

/** A problem becomes what the person is told. */
async function told(
  deps: SlackDeps,
  listener: string,
  turn: Turn,
  work: () => Promise<Message | null | void>,
): Promise<Message | null> {
  try {
    return ((await turn) && (await work())) || null;
  } catch (error) {
    return problemMessage(asProblem(deps, error, listener));
  }
}

type Who = { user_id: string; team_id: string; response_url: string | null; trigger_id: string };

/** Who it is, and whether they may: as the database knows them now, however old the card. */
async function see(deps: SlackDeps, who: Who, right: Action): Promise<Seen> {
  const { user_id, team_id, response_url, trigger_id } = who;
  const slackTeamId = deps.settings.slackTeamId ?? (await deps.calls.team());
  const ours = { ...deps, settings: { ...deps.settings, slackTeamId } };
  const actor = await slackActor(ours, { user_id, team_id }, deps.calls.user);
  if (!NEEDS_SUBJECT.has(right)) await permitted(deps.db, (tx) => requireMay(tx, actor, right));
  const whisper = whisperTo(deps, { slack_user_id: user_id, response_url });
  return { actor, slack_user_id: user_id, trigger_id, whisper };
}
