import { z } from "zod";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { HeardChannel, PostTarget, SaidInChannel } from "../ports/slack.ts";
import type { SlackApi } from "./client.ts";
import { outcomeOf } from "./outcome.ts";

/** @source docs.slack.dev, conversations.history: at most 999, and 200 are advised. */
const PAGE = 200;
const MAX_PAGES = 10;

/** Pulse's own posts are of a block that has their markdown; people's have their text. */
const said = z.object({
  ts: z.string(),
  text: z.string().default(""),
  subtype: z.string().optional(),
  bot_id: z.string().optional(),
  user: z.string().optional(),
  blocks: z.array(z.object({ type: z.string(), text: z.unknown().optional() })).default([]),
});

export function lastSaidIn(api: SlackApi): (channel: PostTarget["channel"], most: number) => Promise<HeardChannel> {
  return async (channel, most) => {
    try {
      return { kind: "heard", messages: await lastSaid(api, channel.id, most) };
    } catch (error) {
      return whyNot(error, channel.name);
    }
  };
}

async function lastSaid({ web, me }: SlackApi, channel: string, most: number): Promise<SaidInChannel[]> {
  const { bot_id, user_id } = await me();
  const found: SaidInChannel[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES && found.length < most; page += 1) {
    const answer = await web.conversations.history({ channel, limit: PAGE, ...(cursor && { cursor }) });
    for (const message of answer.messages ?? []) {
      const { data } = said.safeParse(message);
      if (!data) continue;
      const by_us = (data.bot_id !== undefined && data.bot_id === bot_id) || data.user === user_id;
      if (by_us || (data.bot_id === undefined && data.subtype === undefined)) {
        found.push({ ts: data.ts, text: textOf(data), by_us });
      }
    }
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return found.slice(0, most);
}

function textOf({ text, blocks }: z.output<typeof said>): string {
  const markdown = blocks.flatMap((block) =>
    block.type === "markdown" && typeof block.text === "string" ? [block.text] : [],
  );
  return markdown.length > 0 ? markdown.join("\n\n") : text;
}

function whyNot(error: unknown, name: string): HeardChannel {
  const outcome = outcomeOf(error, name);
  if (outcome.kind === "not_sent") return { kind: "unanswered", retryAfterS: outcome.retryAfterS };
  if (outcome.kind !== "refused") return { kind: "unanswered", retryAfterS: null };
  const { code, message, remedy } = outcome.problem;
  return {
    kind: "refused",
    problem: new Problem(code, message, remedy.replace("then post again", "then read it again")),
  };
}
