import { dayThere } from "../../app/clock/wall-time.ts";
import type { Actor, Deps } from "../../app/deps.ts";
import { makeAccessToken } from "../../app/people/make-access-token.ts";
import type { Sent } from "./raw-requests.ts";
import type { Served } from "./served.ts";

const DAY_MS = 24 * 3600 * 1000;
let made = 0;

/** A token of this person, for another week. */
export async function tokenFor(deps: Deps, actor: Actor): Promise<string> {
  made += 1;
  const last_day = dayThere(new Date(deps.clock().getTime() + 7 * DAY_MS), "UTC");
  const { token } = await makeAccessToken(deps, actor, { name: `Test ${made}`, last_day, time_zone: "UTC" });
  return token;
}

/** A program with a token, over real HTTP. */
export function apiClient({ ask }: Pick<Served, "ask">, token: string) {
  return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const sent: Sent = await ask({
      path: `/api/v1${path}`,
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && JSON_TYPE), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: sent.status, etag: sent.headers["etag"] ?? null, text: sent.text, sent };
  };
}

const JSON_TYPE = { "content-type": "application/json" };
