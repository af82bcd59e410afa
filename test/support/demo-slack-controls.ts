import { slackClientOf } from "./slack-client.ts";

export type Act =
  | { what: "command"; as: string; channel: string; text: string }
  | {
      what: "click";
      as: string;
      channel: string;
      ts: string;
      action_id: string;
      block_id?: string;
      value?: string | string[];
    }
  | {
      what: "click_view";
      as: string;
      on?: "modal" | "home";
      action_id: string;
      values?: Values;
      value?: string | string[];
    }
  | { what: "submit"; as: string; values?: Values }
  | { what: "close"; as: string }
  | { what: "home"; as: string }
  | { what: "shortcut"; as: string; callback_id: string; channel?: string; ts?: string };
type Values = Record<string, string | string[]>;

type ShownView = {
  id: string;
  hash: string;
  callback_id: string;
  private_metadata: string;
  title?: { text: string };
  blocks: { type: string; block_id?: string; [field: string]: unknown }[];
  state: { values: Record<string, Record<string, Record<string, unknown>>> };
  errors: Record<string, string>;
};
export type Outcome = { ok: boolean; seen?: string; errors?: Record<string, string>; modal?: ShownView };
type Dispatched = {
  kind: string;
  what: string;
  by: string;
  transport: string;
  attempt: number;
  outcome: string;
};
type Ephemeral = { ts: string; channel: string; text: string; user: string; blocks?: ShownView["blocks"] };
type Seen = { modals: ShownView[]; home?: ShownView; ephemerals: Ephemeral[]; notice?: string };
type App = { transport: string; connections: number; request_url?: string; commands: { command: string }[] };

export type Controls = ReturnType<typeof controlsOf>;

/** What a switch can make of somebody. */
export type PersonChange =
  | "deactivate"
  | "reactivate"
  | "make_member"
  | "make_guest"
  | "make_single_channel_guest"
  | "make_stranger"
  | "make_bot"
  | "join_organisation"
  | "move_to_other_workspace";

/** The people of a demo Slack, by hand: who acts, what they see, and what the app was told. */
export function controlsOf(url: string) {
  const client = slackClientOf(url, "xoxb-demo", 60_000);

  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/_demo/${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    // Safe: demo Slack is ours, and a test that reads what is not there fails.
    return (await answer.json()) as T;
  }

  return {
    url,
    client,
    register: (app: object) => ask("POST", "app", app),
    app: async () => (await ask<{ app: App }>("GET", "app")).app,
    act: (done: Act & { team?: string; org_wide?: boolean }) => ask<Outcome>("POST", "act", done),
    command: (text: string, as = "U0MIRA", channel = "C0ENG") =>
      ask<Outcome>("POST", "act", { what: "command", as, channel, text }),
    person: (id: string) => ask<Seen>("GET", `people/${id}`),
    event: (event: object) => ask<Outcome>("POST", "events", { event }),
    fault: (fault: object) => ask("POST", "faults", fault),
    people: (id: string, change: PersonChange) => ask("POST", "people", { id, change }),
    socket: (change: object) => ask("POST", "socket", change),
    dispatched: async () => (await ask<{ dispatched: Dispatched[] }>("GET", "dispatched")).dispatched,
    async post(message: object, channel = "C0ENG"): Promise<string> {
      const posted = await client.apiCall("chat.postMessage", { channel, ...message });
      return String("ts" in posted ? posted.ts : "");
    },
    async texts(channel = "C0ENG"): Promise<(string | undefined)[]> {
      const { messages = [] } = await client.conversations.history({ channel });
      return messages.map(({ text }) => text).reverse();
    },
  };
}
