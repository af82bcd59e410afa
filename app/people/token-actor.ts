import { findTokenBearer, noteTokenUse } from "../../db/app/access-tokens.ts";
import { isAccessToken } from "../../webhooks/contract/access-token.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { stillWelcome } from "./still-welcome.ts";

type TokenActor = { actor: Actor; token_id: string };

/** When it was used is known to the minute: not every request writes. */
const NOTED_AFTER_MS = 60_000;

/**
 * The person behind a token, as the database and Slack know them now.
 *
 * @throws {Problem} `unauthorized`, never saying whether there is such a token.
 */
export async function tokenActor(deps: Deps, token: string): Promise<TokenActor> {
  const now = deps.clock();
  const found = isAccessToken(token) ? await findTokenBearer(deps.db, sha256(token), now) : undefined;
  const person = found && (await stillWelcome(deps, found.person, "api"));
  if (!person) {
    const remedy = "Make one in Pulse, under Settings, Access tokens, and send it as Authorization: Bearer.";
    throw new Problem("unauthorized", "The access token is missing, wrong, or serves no more.", remedy);
  }
  const { token_id, last_used_at } = found;
  if (now.getTime() - (last_used_at?.getTime() ?? 0) >= NOTED_AFTER_MS) await noteTokenUse(deps.db, token_id, now);
  return { actor: { id: person.id, team_id: person.team_id, name: person.name, surface: "api" }, token_id };
}
