import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { SlackUser } from "../ports/slack-user.ts";
import type { SlackApi } from "../slack-api/client.ts";
import { errorCode } from "../slack-api/error-code.ts";
import { goneOf } from "../slack-api/gone.ts";

/** So long an answer serves: whoever became a guest, or left, is known as that at the latest then. */
const FRESH_MS = 2 * 60_000;
/** And so long while Slack does not answer. */
const SERVES_MS = 30 * 60_000;
const MOST_KEPT = 1_000;

type Kept = { at: number; user: SlackUser };

/**
 * Who somebody is, as Slack says. Asked at every act, so an answer is kept for a moment.
 *
 * @returns a function that throws {Problem}: `forbidden` for whom Slack does not know, `unavailable` when it does not say.
 */
export function usersOf({ web }: SlackApi, log: Log, clock: Clock): (id: string) => Promise<SlackUser> {
  const kept = new Map<string, Kept>();
  return async (id) => {
    const known = kept.get(id);
    const age = known ? clock().getTime() - known.at : Infinity;
    if (known && age < FRESH_MS) return known.user;
    try {
      const user = await lookUp(web, id);
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(id, { at: clock().getTime(), user });
      return user;
    } catch (error) {
      const problem = problemOf(error);
      log.warn({ error: errorCode(error) || "failed" }, "Slack did not say who somebody is");
      if (known && age < SERVES_MS && problem.code !== "forbidden") return known.user;
      throw problem;
    }
  };
}

function problemOf(cause: unknown): Problem {
  if (goneOf(cause) === "person") {
    const message = "Slack does not know you in this workspace.";
    return new Problem("forbidden", message, "Ask somebody who is of it.", { cause });
  }
  const next =
    errorCode(cause) === "missing_scope"
      ? "Ask an admin to give Pulse the scope users:read."
      : "Try again in a moment.";
  return new Problem("unavailable", "Slack does not say who you are at the moment.", next, { cause });
}

const flag = z.boolean().default(false);

/** @source docs.slack.dev, "User object": flags that do not apply are left out. */
const answer = z.object({
  id: z.string(),
  team_id: z.string().optional(),
  name: z.string().default(""),
  real_name: z.string().optional(),
  deleted: flag,
  is_bot: flag,
  is_workflow_bot: flag,
  is_connector_bot: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  is_stranger: flag,
  is_email_confirmed: z.boolean().optional(),
  enterprise_user: z
    .object({ enterprise_id: z.string().optional(), teams: z.array(z.string()).default([]) })
    .optional(),
  profile: z.object({ email: z.string().optional(), real_name: z.string().optional() }).optional(),
});

/** Where the app may not read addresses, the person has none; an address that nobody confirmed is none either. */
async function lookUp(web: SlackApi["web"], id: string): Promise<SlackUser> {
  const said = answer.parse((await web.users.info({ user: id })).user);
  const { profile, enterprise_user, team_id } = said;
  const organisation = [enterprise_user?.enterprise_id, ...(enterprise_user?.teams ?? [])];
  return {
    id,
    name: profile?.real_name || said.real_name || said.name,
    email: said.is_email_confirmed === false ? null : (profile?.email ?? null),
    deleted: said.deleted,
    is_bot: said.is_bot || said.is_workflow_bot || said.is_connector_bot,
    is_guest: said.is_restricted || said.is_ultra_restricted,
    is_stranger: said.is_stranger,
    teams: [team_id, ...organisation].flatMap((team) => team ?? []),
  };
}
