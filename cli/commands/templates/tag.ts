import { Problem } from "../../../webhooks/contract/problem.ts";
import type { TemplateHistory } from "../../../webhooks/contract/templates.ts";
import type { PulseClient } from "../../client.ts";
import { type CommandAnswer, onOneLine } from "../../say.ts";
import type { Command } from "../command.ts";

export const tagging: Command = {
  name: "template tag",
  words: ["NAME", "TAG", "[VERSION]"],
  about: "Lets a tag name a version, from the next run on",
  options: {
    reason: { type: "string", value: "TEXT", about: "why, for whoever looks later: it has to be said" },
    share: { type: "string", value: "PERCENT", about: "of canary: how many of a hundred runs it gets" },
    from: { type: "string", value: "VERSION", about: "moves it only from there; 0: only where there is none yet" },
    remove: { type: "boolean", about: "takes the tag away instead" },
  },
  more: "Where somebody else moves it at the same moment, one of both is refused.",
  async work(pulse, [name = "", tag = "", version], { reason, share, from, remove }) {
    if (typeof reason !== "string" || reason.trim() === "") {
      throw new Problem("bad_request", "It is not said why.", "Say it with --reason TEXT.");
    }
    const history = await pulse.templates.history(name);
    const now = placeOfTag(history, tag);
    if (typeof from === "string") requireFrom(tag, now, numberIn(from, "--from", 0));
    if (remove === true) return removed(pulse, { name, tag, now, reason, version });
    if (version === undefined)
      throw new Problem("bad_request", "VERSION is missing.", "See pulse template tag --help.");
    const to = numberIn(version, "VERSION", 1);
    const asked = { from: now, to, reason, share: typeof share === "string" ? numberIn(share, "--share", 1) : null };
    await pulse.templates.moveTag(name, tag, asked);
    return movedAnswer(name, tag, now, to, asked.share);
  },
};

export const placeOfTag = ({ tags }: TemplateHistory, tag: string): number | null =>
  tags.find((one) => one.tag === tag)?.version ?? null;

export function movedAnswer(
  name: string,
  tag: string,
  from: number | null,
  to: number,
  share: number | null,
): CommandAnswer {
  const was = from === null ? "new" : from === to ? "as before" : `before: @${from}`;
  const part = share === null ? "" : `, for ${share} of a hundred runs`;
  const line = `${onOneLine(name)}:${onOneLine(tag)} is @${to}${part} (${was}).`;
  return { lines: [line], json: { name, tag, from, to, share } };
}

type Removal = { name: string; tag: string; now: number | null; reason: string; version: string | undefined };

async function removed(pulse: PulseClient, { name, tag, now, reason, version }: Removal): Promise<CommandAnswer> {
  if (version !== undefined) {
    throw new Problem("bad_request", "A tag that is taken away names no version.", "Leave VERSION out.");
  }
  if (now === null) {
    throw new Problem("not_found", `${name} has no tag ${onOneLine(tag)}.`, `See pulse template show ${name}.`);
  }
  await pulse.templates.removeTag(name, tag, { from: now, reason });
  const line = `${onOneLine(tag)} of ${onOneLine(name)} is taken away from version ${now}.`;
  return { lines: [line], json: { name, tag, from: now, to: null, share: null } };
}

function requireFrom(tag: string, now: number | null, from: number): void {
  if (from === (now ?? 0)) return;
  const there = now === null ? "nowhere" : `at version ${now}`;
  const message = `${onOneLine(tag)} is ${there}, and not ${from === 0 ? "new" : `at version ${from}`}.`;
  throw new Problem("conflict", message, "Look at it as it is now, then decide again.");
}

function numberIn(text: string, what: string, least: number): number {
  if (/^\d{1,6}$/.test(text) && Number(text) >= least) return Number(text);
  throw new Problem("bad_request", `${what} is no whole number from ${least}.`, "See pulse template tag --help.");
}
