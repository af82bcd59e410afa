import { sql } from "kysely";
import type { Db, Update, UpdateState } from "./tables.ts";

export type UpdateRow = Pick<
  Update,
  | "id"
  | "state"
  | "title"
  | "channel"
  | "created_at"
  | "changed_at"
  | "posted_at"
  | "deleted_at"
  | "degraded"
  | "review_requested_at"
  | "review_asked"
  | "created_by"
> & { creator_name: string; profile_name: string | null; headline: string | null };

export type UpdateFilter = {
  /** Words in the title or any revision; `#12` finds updates that name that pull request. */
  q?: string;
  repo?: string;
  person?: string;
  state?: UpdateState;
  deleted?: boolean;
  /** 1-based. */
  page: number;
};

const PAGE_SIZE = 25;

export async function listUpdates(
  db: Db,
  teamId: string,
  { q, repo, person, state, deleted = false, page }: UpdateFilter,
): Promise<{ updates: UpdateRow[]; more: boolean }> {
  const number = /^(?:[\w.-]+\/[\w.-]+)?#?(\d{1,9})$/.exec(q?.trim() ?? "");
  const updates = await rows(db, teamId)
    .where("update.deleted_at", deleted ? "is not" : "is", null)
    .$if(Boolean(repo), (query) =>
      query.where(sql<boolean>`update.brief -> 'sources' @> ${JSON.stringify([{ repo }])}::jsonb`),
    )
    .$if(Boolean(person), (query) => query.where("update.created_by", "=", person ?? ""))
    .$if(Boolean(state), (query) => query.where("update.state", "=", state ?? "posted"))
    .$if(Boolean(q?.trim()), (query) =>
      query.where(number ? namesPullRequest(q?.trim() ?? "", number[1] ?? "") : contains(q ?? "")),
    )
    .orderBy("update.created_at", "desc")
    .orderBy("update.id", "desc")
    .limit(PAGE_SIZE + 1)
    .offset((page - 1) * PAGE_SIZE)
    .execute();
  return { updates: updates.slice(0, PAGE_SIZE), more: updates.length > PAGE_SIZE };
}

function namesPullRequest(q: string, number: string) {
  const ref = q.includes("/") ? sql`line ->> 'pr' = ${q}` : sql`line ->> 'pr' like ${`%#${number}`}`;
  return sql<boolean>`exists (select 1 from jsonb_array_elements(update.ledger) line where ${ref})`;
}

function contains(q: string) {
  const pattern = `%${q.trim().replace(/[\\%_]/g, "\\$&")}%`;
  return sql<boolean>`(update.title ilike ${pattern} or exists (
    select 1 from app.revisions revision where revision.update_id = update.id and revision.markdown ilike ${pattern}))`;
}

const WAITING: readonly UpdateState[] = ["in_review", "post_failed", "needs_check"];

/** What waits for a person: first what somebody asked to be looked at, then what got stuck, then other drafts. */
export async function listApprovals(db: Db, teamId: string): Promise<UpdateRow[]> {
  return rows(db, teamId)
    .where("update.deleted_at", "is", null)
    .where("update.state", "in", WAITING)
    .orderBy(sql`update.review_requested_at is null`)
    .orderBy(sql`update.state = 'in_review'`)
    .orderBy("update.changed_at", "desc")
    .limit(100)
    .execute();
}

export async function countApprovals(db: Db, teamId: string): Promise<number> {
  const row = await db
    .selectFrom("app.updates")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("team_id", "=", teamId)
    .where("deleted_at", "is", null)
    .where("state", "in", WAITING)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** What the list can be filtered by: repositories and people that occur. */
export async function updateFacets(
  db: Db,
  teamId: string,
): Promise<{ repos: string[]; people: { id: string; name: string }[] }> {
  const { rows: repos } = await sql<{ repo: string }>`
    select distinct source ->> 'repo' as repo from app.updates, jsonb_array_elements(brief -> 'sources') source
    where team_id = ${teamId} order by 1`.execute(db);
  const people = await db
    .selectFrom("app.people")
    .select(["id", "name"])
    .where("team_id", "=", teamId)
    .where("id", "in", (eb) => eb.selectFrom("app.updates").select("created_by"))
    .orderBy("name")
    .execute();
  return { repos: repos.map(({ repo }) => repo), people };
}

function rows(db: Db, teamId: string) {
  return db
    .selectFrom("app.updates as update")
    .innerJoin("app.people as creator", "creator.id", "update.created_by")
    .leftJoin("app.profiles as profile", "profile.id", "update.profile_id")
    .leftJoin("app.revisions as revision", (join) =>
      join.onRef("revision.update_id", "=", "update.id").onRef("revision.number", "=", "update.revision"),
    )
    .select([
      "update.id",
      "update.state",
      "update.title",
      "update.channel",
      "update.created_at",
      "update.changed_at",
      "update.posted_at",
      "update.deleted_at",
      "update.degraded",
      "update.review_requested_at",
      "update.review_asked",
      "update.created_by",
      "creator.name as creator_name",
      "profile.name as profile_name",
    ])
    .select(
      sql<string | null>`substring(regexp_replace(revision.markdown, '^#[^\n]*\n+', '') from '^([^\n]*)')`.as(
        "headline",
      ),
    )
    .where("update.team_id", "=", teamId);
}
