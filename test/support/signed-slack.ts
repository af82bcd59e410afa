import { signedHeaders } from "../../demo/slack/dispatch/signed.ts";

export const SECRET = "demo-signing-secret";

type Sent = { status: number; text: string; headers: Headers };
type How = { secret?: string; at?: Date; type?: string; method?: string; headers?: Record<string, string> };

const FORM = "application/x-www-form-urlencoded";

/** One request as Slack sends it, or nearly. */
export function signedSender(url: string) {
  async function send(
    body: string,
    { secret = SECRET, at = new Date(), type = FORM, ...how }: How = {},
  ): Promise<Sent> {
    const headers = { "content-type": type, ...signedHeaders(secret, body, at), ...how.headers };
    const answer = await fetch(url, { method: how.method ?? "POST", headers, ...(how.method !== "GET" && { body }) });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  }
  return {
    send,
    json: (body: object, how: How = {}) => send(JSON.stringify(body), { type: "application/json", ...how }),
    command: (text: string, more: Record<string, string> = {}, how: How = {}) =>
      send(new URLSearchParams({ ...COMMAND, trigger_id: crypto.randomUUID(), text, ...more }).toString(), how),
  };
}

const COMMAND = {
  command: "/pulse",
  team_id: "T0ACME",
  user_id: "U0MIRA",
  channel_id: "C0ENG",
  channel_name: "eng-updates",
};
