import { sql, type Selectable } from "kysely";
import type { Db, PipelinesTables } from "./tables.ts";

/** What a server was found to understand; null: not tried yet. */
type FoundCapabilities = Pick<Selectable<PipelinesTables["pipelines.capabilities"]>, "tools" | "format" | "bounds">;
type Asked = { server: string; model: string };

/** Servers are upgraded: after this long they are tried again from the top. */
const KNOWN_FOR = sql`interval '7 days'`;

export async function findCapabilities(db: Db, { server, model }: Asked, now: Date): Promise<FoundCapabilities> {
  const found = await db
    .selectFrom("pipelines.capabilities")
    .select(["tools", "format", "bounds"])
    .where("server", "=", server)
    .where("model", "=", model)
    .where("found_at", ">", sql<Date>`${now}::timestamptz - ${KNOWN_FOR}`)
    .executeTakeFirst();
  return found ?? { tools: null, format: null, bounds: null };
}

/** What is not named stays as it was known. Finding the same again makes it no younger, unless it had grown too old. */
export async function rememberCapabilities(
  db: Db,
  { server, model }: Asked,
  { tools = null, format = null, bounds = null }: Partial<FoundCapabilities>,
  now: Date,
): Promise<void> {
  await db
    .insertInto("pipelines.capabilities")
    .values({ server, model, tools, format, bounds, found_at: now })
    .onConflict((conflict) =>
      conflict.columns(["server", "model"]).doUpdateSet({
        tools: sql<boolean | null>`coalesce(excluded.tools, capabilities.tools)`,
        format: sql<FoundCapabilities["format"]>`coalesce(excluded.format, capabilities.format)`,
        bounds: sql<boolean | null>`coalesce(excluded.bounds, capabilities.bounds)`,
        found_at: sql<Date>`case
          when coalesce(excluded.tools, capabilities.tools) is distinct from capabilities.tools
            or coalesce(excluded.format, capabilities.format) is distinct from capabilities.format
            or coalesce(excluded.bounds, capabilities.bounds) is distinct from capabilities.bounds
            or capabilities.found_at <= excluded.found_at - ${KNOWN_FOR}
          then excluded.found_at else capabilities.found_at end`,
      }),
    )
    .execute();
}
