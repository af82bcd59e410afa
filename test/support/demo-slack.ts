import { WebClient } from "@slack/web-api";

export type Fault = {
  method: string;
  fault:
    | "429"
    | `${"500" | "hang" | "drop"}-${"before" | "after"}`
    | "truncate"
    | "html"
    | "error"
    | "missed-ack"
    | "socket-drop";
  error?: string;
  times?: number;
  skip?: number;
  retry_after_s?: number;
};

type Message = { ts: string; text: string; metadata?: unknown; thread_ts?: string };
export type DemoSlack = ReturnType<typeof demoSlackOf>;

/** What stands in demo Slack's main channel, and its switches. */
export function demoSlackOf(url: string, channel = "C0ENG") {
  const web = new WebClient("xoxb-demo", { slackApiUrl: `${url}/api/`, retryConfig: { retries: 0 } });

  async function ask(method: string, path: string, body?: object): Promise<void> {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/_demo/${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  }

  async function history(): Promise<Message[]> {
    const { messages } = await web.conversations.history({ channel, limit: 200, include_all_metadata: true });
    return (messages as Message[]).reverse().map(withBlocks);
  }

  async function thread(ts: string): Promise<Message[]> {
    const { messages } = await web.conversations.replies({ channel, ts, limit: 200, include_all_metadata: true });
    return (messages as Message[]).map(withBlocks);
  }

  return {
    url,
    channel: history,
    thread,
    texts: async () => (await history()).map(({ text }) => text),
    /** Every message, threads included, that contains some words. */
    async everywhere(words: string): Promise<string[]> {
      const threads = await Promise.all((await history()).map(({ ts }) => thread(ts)));
      return threads.flat().flatMap(({ text }) => (text.includes(words) ? [text] : []));
    },
    fault: (fault: Fault) => ask("POST", "faults", fault),
    mend: () => ask("DELETE", "faults"),
    kick: () => ask("POST", "channels", { id: channel, change: "kick" }),
    invite: () => ask("POST", "channels", { id: channel, change: "invite" }),
    remove: async (ts: string) => void (await web.chat.delete({ channel, ts })),
  };
}

/** What people read is in the blocks. */
function withBlocks(message: Message & { blocks?: { type: string; text?: string }[] }): Message {
  const shown = message.blocks?.find(({ type }) => type === "markdown")?.text;
  return { ...message, text: shown ?? message.text };
}
