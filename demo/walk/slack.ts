import { z } from "zod";
import type { Posted } from "./outcome.ts";

const history = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      thread_ts: z.string().optional(),
      reply_count: z.number().optional(),
      bot_id: z.string().optional(),
    }),
  ),
});

/** What arrived in the demo Slack. */
export async function readSlack(url: string): Promise<Posted> {
  const response = await fetch(`${url}/api/conversations.history`, {
    method: "POST",
    headers: { authorization: "Bearer xoxb-demo", "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ channel: "C0ENG", limit: "10" }),
  });
  const root = history.parse(await response.json()).messages.find(({ bot_id }) => bot_id);
  return root ? { channel: "eng-updates", ts: root.ts, parts: 1 + (root.reply_count ?? 0) } : null;
}
