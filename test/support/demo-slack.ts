import { WebClient } from "@slack/web-api";

export type Fault = {
  method: string;
  /** Only calls about this channel. */
  channel?: string;
  fault:
    | "429"
    | `${"500" | "hang" | "drop"}-${"before" | "after"}`
    | "truncate"
    | "html"
    | "error"
    | "error-after"
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
    /** Archives it, gives it another name, or makes it. */
    change: (change: "archive" | "unarchive" | "rename" | "create", name?: string) =>
      ask("POST", "channels", { id: channel, change, ...(name && { name }) }),
    /** Method names in the order of the calls that are about this channel, with when and what came of each. */
    async calls(): Promise<{ at: string; method: string; channel?: string; outcome: string }[]> {
      const { calls } = (await (await fetch(`${url}/_demo/calls`)).json()) as { calls: { channel?: string }[] };
      // Safe: demo Slack is ours.
      return calls.filter((call) => call.channel === channel) as never;
    },
    remove: async (ts: string) => void (await web.chat.delete({ channel, ts })),
  };
}

type Shown = { type: string; text?: string | { text: string } };

/** What people read is in the blocks: in one of markdown, or in sections. */
function withBlocks(message: Message & { blocks?: Shown[] }): Message {
  const shown = message.blocks?.flatMap(({ type, text = "" }) =>
    type === "markdown" || type === "section" ? [typeof text === "string" ? text : text.text] : [],
  );
  return { ...message, text: shown?.length ? shown.join("\n\n") : message.text };
}
