import { sql, type Selectable } from "kysely";
import type { Db, PipelinesTables } from "./tables.ts";

/** What a server was found to understand; null: not tried yet. */
export type FoundCapabilities = Pick<Selectable<PipelinesTables["pipelines.capabilities"]>, "tools" | "format">;
type Asked = { server: string; model: string };

export async function findCapabilities(db: Db, { server, model }: Asked): Promise<FoundCapabilities> {
  const found = await db
    .selectFrom("pipelines.capabilities")
    .select(["tools", "format"])
    .where("server", "=", server)
    .where("model", "=", model)
    .executeTakeFirst();
  return found ?? { tools: null, format: null };
}

/** What is not named stays as it was known. */
export async function rememberCapabilities(
  db: Db,
  { server, model }: Asked,
  { tools = null, format = null }: Partial<FoundCapabilities>,
  now: Date,
): Promise<void> {
  await db
    .insertInto("pipelines.capabilities")
    .values({ server, model, tools, format, found_at: now })
    .onConflict((conflict) =>
      conflict.columns(["server", "model"]).doUpdateSet({
        tools: sql<boolean | null>`coalesce(excluded.tools, capabilities.tools)`,
        format: sql<FoundCapabilities["format"]>`coalesce(excluded.format, capabilities.format)`,
        found_at: now,
      }),
    )
    .execute();
}
