import { sql } from "kysely";
import type { Db } from "./tables.ts";

export type VersionResults = {
  template_version: number;
  runs: number;
  failed: number;
  degraded: number;
  cost_usd: number | null;
  seconds: number | null;
};

/** What the runs of each version came to since then; of runs that ended by themselves, and were no rehearsal and no trial. */
export async function resultsOf(db: Db, name: string, since: Date): Promise<VersionResults[]> {
  return db
    .selectFrom("pipelines.runs")
    .select([
      "template_version",
      sql<number>`count(*)::int`.as("runs"),
      sql<number>`(count(*) filter (where state = 'failed'))::int`.as("failed"),
      sql<number>`(count(*) filter (where degraded))::int`.as("degraded"),
      sql<number | null>`avg((metrics->>'cost_usd')::float8) filter (where state = 'completed')`.as("cost_usd"),
      sql<number | null>`avg((metrics->>'duration_ms')::float8 / 1000) filter (where state = 'completed')`.as(
        "seconds",
      ),
    ])
    .where("template_name", "=", name)
    .where("created_at", ">=", since)
    .where("dry_run", "=", false)
    .where("trial_of", "is", null)
    .where("state", "in", ["completed", "nothing_to_report", "failed"])
    .groupBy("template_version")
    .execute();
}

/** How the newest runs of a version ended that were begun since then, newest first. */
export async function newestEndings(
  db: Db,
  of: { name: string; version: number },
  since: Date,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom("pipelines.runs")
    .select("state")
    .where("template_name", "=", of.name)
    .where("template_version", "=", of.version)
    .where("created_at", ">=", since)
    .where("dry_run", "=", false)
    .where("trial_of", "is", null)
    .where("state", "in", ["completed", "nothing_to_report", "failed"])
    .orderBy("created_at", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ state }) => state);
}
