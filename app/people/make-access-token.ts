import type { AccessToken } from "../../db/app/access-token-tables.ts";
import { insertAccessToken, listAccessTokens } from "../../db/app/access-tokens.ts";
import { newAccessToken } from "../../webhooks/contract/access-token.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { wallTime } from "../clock/wall-time.ts";
import type { Actor, Deps } from "../deps.ts";
import { OWN_LIMITS } from "../limits.ts";
import { visibleLine } from "./names.ts";
import { notePerson } from "./note-person.ts";
import { ownPerson } from "./own-person.ts";
import { permitted } from "./require-may.ts";

type Asked = {
  name: string;
  /** The last day on which it serves, yyyy-mm-dd, on the clocks of `time_zone`. */
  last_day: string;
  time_zone: string;
};

const DAY_MS = 24 * 3600 * 1000;

/**
 * A token that lets a program in as the one who asks, with their role and rights. Only here it is ever known: what is kept is its digest.
 *
 * @throws {Problem} `invalid` with the field; `conflict` for a name that one of theirs has, and for one too many; `forbidden`.
 */
export async function makeAccessToken(
  { db, clock }: Pick<Deps, "db" | "clock">,
  actor: Actor,
  asked: Asked,
): Promise<{ token: string; made: AccessToken }> {
  const now = clock();
  const [name, expires_at] = [nameOf(asked.name), endOf(asked, now)];
  return permitted(db, async (tx) => {
    const person = await ownPerson(tx, actor);
    const theirs = await listAccessTokens(tx, person.id);
    if (theirs.some((one) => one.name === name)) throw wrongName(`You have a token “${name}”.`, "Call it otherwise.");
    if (theirs.length >= OWN_LIMITS.access_tokens) {
      const most = `You have ${theirs.length} tokens, and more are not kept.`;
      throw new Problem("conflict", most, "Revoke one that nothing uses any more.");
    }
    const token = newAccessToken();
    const row = { team_id: person.team_id, person_id: person.id, name, token_sha256: sha256(token) };
    const made = await insertAccessToken(tx, { ...row, made_at: now, expires_at });
    await notePerson(tx, actor, "access_token.made", person, { called: name, expires_at });
    return { token, made };
  });
}

function nameOf(given: string): string {
  const name = visibleLine(given);
  if (name === "") throw wrongName("A token needs a name.", "Say what it is for.");
  if (name.length > OWN_LIMITS.access_token_chars) {
    throw wrongName(`A token’s name may have ${OWN_LIMITS.access_token_chars} characters.`, "Shorten it.");
  }
  return name;
}

const wrongName = (message: string, fix: string) => wrongField("name", message, fix);

function wrongField(path: string, message: string, fix: string): Problem {
  return new Problem("invalid", message, fix, { details: [{ path, code: "not_this", message, fix }] });
}

/** The end of its last day: a day has no later minute, whatever the clocks do. */
function endOf({ last_day, time_zone }: Asked, now: Date): Date {
  const last = wallTime(last_day, "23:59", time_zone);
  if (!last) throw wrongField("last_day", "That is no date.", "Choose the last day on which it shall serve.");
  if (last <= now) throw wrongField("last_day", "That day is over.", "Choose one that is still to come.");
  const most = OWN_LIMITS.access_token_days;
  if (last.getTime() - now.getTime() > (most + 1) * DAY_MS) {
    throw wrongField(
      "last_day",
      `A token may serve for ${most} days.`,
      "Choose an earlier day, and make a new one then.",
    );
  }
  return last;
}
