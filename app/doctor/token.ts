import { dateText } from "../../base/date-text.ts";
import { findAccessToken } from "../../db/app/access-tokens.ts";
import { findPersonById } from "../../db/app/people.ts";
import { type PartLook, sayings } from "./found.ts";

const DAY_MS = 24 * 3_600_000;
const SOON_DAYS = 5;

/** Whose the token is that asks, and how long it serves. */
export const lookAtToken =
  (tokenId: string): PartLook =>
  async ({ db, clock }, actor) => {
    const { ok, warn } = sayings("token");
    const [token, person] = await Promise.all([findAccessToken(db, tokenId), findPersonById(db, actor.id ?? "")]);
    if (!token || !person) return [];
    const last = new Date(token.expires_at.getTime() - 1);
    const until = dateText(last, null, { timeZone: "UTC" });
    const says = `“${token.name}” acts as ${person.name}, ${person.role}, until ${until}.`;
    const isSoon = token.expires_at.getTime() - clock().getTime() < SOON_DAYS * DAY_MS;
    return [isSoon ? warn(says, "Make the next one under Settings, Access tokens, before it ends.") : ok(says)];
  };
