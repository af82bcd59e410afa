import { sql } from "kysely";
import type { Db } from "./tables.ts";

/** Of so many posts of Pulse, the newest, it is known what they told: windows that overlap are never further apart. */
const MOST_POSTS = 60;

/** Where something was told before. `update_id`: by Pulse itself; `on`: null, nobody knows. */
export type ToldBefore = {
  pr: string;
  found_in: "posted" | "pasted" | "channel";
  on: Date | null;
  channel: string;
  update_id: string | null;
};

type Asked = { team_id: string; profile_id: string | null; channel_id: string; besides: string | null };

/** Of these pull requests what Pulse posted, in this channel or for this profile, and what the profile's team posted itself; the first post first. */
export async function listToldBefore(db: Db, asked: Asked, prs: readonly string[]): Promise<ToldBefore[]> {
  if (prs.length === 0) return [];
  const names = prs.map((pr) => pr.toLowerCase());
  const { team_id, profile_id, channel_id, besides } = asked;
  const { rows } = await sql<ToldBefore>`
    select line ->> 'pr' as pr, 'posted' as found_in, posted.posted_at as "on", posted.channel ->> 'name' as channel, posted.id as update_id
    from (
      select id, posted_at, channel, ledger from app.updates
      where team_id = ${team_id} and state in ('posted', 'correcting') and deleted_at is null
        and (channel ->> 'id' = ${channel_id} or profile_id = ${profile_id}::uuid)
        and id is distinct from ${besides}::uuid
      order by posted_at desc nulls last limit ${MOST_POSTS}
    ) posted, jsonb_array_elements(posted.ledger) line
    where line ->> 'disposition' = 'cited' and lower(line ->> 'pr') = any(${names})
    union all
    select said.pr, said.found_in, said.said_at, profile.channel ->> 'name', null
    from app.announced said join app.profiles profile on profile.id = said.profile_id
    where said.profile_id = ${profile_id}::uuid and lower(said.pr) = any(${names})
    order by 2 desc, 3 nulls last`.execute(db);
  return rows;
}
