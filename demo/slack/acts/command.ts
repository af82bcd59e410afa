import { dispatch } from "../dispatch/dispatch.ts";
import type { Demo } from "../demo.ts";
import { answerTo, readAnswer } from "../response-routes.ts";
import { SlackRefusal } from "../slack-refusal.ts";
import { slackbotWhispers } from "../speak.ts";
import { PEOPLE, type Channel } from "../world.ts";
import { failureName, fine, refusedWith, type Outcome } from "./outcome.ts";
import { commandPayload, type Actor } from "./payloads.ts";

/** Types a line into a channel's box: a slash command goes to the app, anything else is said as it is. */
export async function typeLine(demo: Demo, actor: Actor, channel: Channel, line: string): Promise<Outcome> {
  const [, name = "", text = ""] = /^(\/\S+)\s*([^]*)$/.exec(line.trim()) ?? [];
  if (!name) return say(demo, actor, channel, line);

  const command = demo.installed.commands.find((each) => each.command === name);
  if (!command) {
    const seen = `\`${name}\` is not a valid command. Demo Slack knows ${namesOf(demo)}.`;
    slackbotWhispers(demo, actor.id, channel.id, seen);
    return refusedWith(seen);
  }
  const said = command.should_escape ? escaped(demo, text.trim()) : text.trim();
  const payload = commandPayload(demo, actor, channel, name, said);
  const ack = await dispatch(demo, { kind: "slash_commands", what: name, by: actor.id, payload });
  if (!ack.ok) {
    const seen = `${name} failed with the error "${failureName(ack)}"`;
    slackbotWhispers(demo, actor.id, channel.id, seen);
    return refusedWith(seen);
  }
  return answer(demo, actor, channel, name, ack.answer);
}

function say(demo: Demo, actor: Actor, channel: Channel, text: string): Outcome {
  if (!text.trim()) return refusedWith("There is nothing to send.");
  demo.store.messages.push({ ts: demo.store.nextTs(), channel: channel.id, user: actor.id, text: escapedText(text) });
  demo.store.save();
  return fine;
}

function answer(demo: Demo, { id: person }: Actor, { id: channel }: Channel, name: string, said: unknown): Outcome {
  const message = readAnswer(said);
  if (!message) return fine;
  try {
    answerTo(demo, { person, channel }, { ...message, replace_original: false, delete_original: false });
    return fine;
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    const seen = `${name} failed with the error "${error.error}"`;
    slackbotWhispers(demo, person, channel, seen);
    return refusedWith(seen);
  }
}

function namesOf({ installed }: Demo): string {
  return installed.commands.map(({ command }) => `\`${command}\``).join(", ") || "none yet";
}

/** With `should_escape`, names become tokens. Source: docs.slack.dev, "Slash commands", "Escaping". */
function escaped({ store }: Demo, text: string): string {
  return escapedText(text).replace(/(?<!\S)([@#])([\p{L}\p{N}_-]+)/gu, (written, sign: string, name: string) => {
    const person = sign === "@" ? PEOPLE.find(({ handle }) => handle === name) : undefined;
    if (person) return `<@${person.id}|${person.handle}>`;
    const channel = sign === "#" ? store.channels.find((each) => each.kind !== "dm" && each.name === name) : undefined;
    return channel ? `<#${channel.id}|${channel.name}>` : written;
  });
}

function escapedText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
