import { sql, type Selectable } from "kysely";
import type { Db, PipelinesTables } from "./tables.ts";

/** What a server was found to understand; null: not tried yet. */
type FoundCapabilities = Pick<
  Selectable<PipelinesTables["pipelines.capabilities"]>,
  "tools" | "format" | "bounds" | "shape"
>;
type Asked = { server: string; model: string };

/** Servers are upgraded: after this long they are tried again from the top. */
const KNOWN_FOR = sql`interval '7 days'`;

export async function findCapabilities(db: Db, { server, model }: Asked, now: Date): Promise<FoundCapabilities> {
  const found = await db
    .selectFrom("pipelines.capabilities")
    .select(["tools", "format", "bounds", "shape"])
    .where("server", "=", server)
    .where("model", "=", model)
    .where("found_at", ">", sql<Date>`${now}::timestamptz - ${KNOWN_FOR}`)
    .executeTakeFirst();
  return found ?? { tools: null, format: null, bounds: null, shape: null };
}

/**
 * What is not named stays as it was known, of the shape each part. Finding the same again makes it no younger, unless it had grown too old;
 * then nothing of it counts any more.
 */
export async function rememberCapabilities(
  db: Db,
  { server, model }: Asked,
  { tools = null, format = null, bounds = null, shape = null }: Partial<FoundCapabilities>,
  now: Date,
): Promise<void> {
  const old = sql`capabilities.found_at <= excluded.found_at - ${KNOWN_FOR}`;
  const kept = (name: string) => sql`case when ${old} then null else capabilities.${sql.raw(name)} end`;
  const next = <T>(name: string) => sql<T>`coalesce(excluded.${sql.raw(name)}, ${kept(name)})`;
  const nextShape = sql<string | null>`case when excluded.shape is null then ${kept("shape")}
    else coalesce(${kept("shape")}, '{}') || excluded.shape end`;
  await db
    .insertInto("pipelines.capabilities")
    .values({ server, model, tools, format, bounds, shape: shape && JSON.stringify(shape), found_at: now })
    .onConflict((conflict) =>
      conflict.columns(["server", "model"]).doUpdateSet({
        tools: next<boolean | null>("tools"),
        format: next<FoundCapabilities["format"]>("format"),
        bounds: next<boolean | null>("bounds"),
        shape: nextShape,
        found_at: sql<Date>`case
          when ${old}
            or ${next("tools")} is distinct from capabilities.tools
            or ${next("format")} is distinct from capabilities.format
            or ${next("bounds")} is distinct from capabilities.bounds
            or ${nextShape} is distinct from capabilities.shape
          then excluded.found_at else capabilities.found_at end`,
      }),
    )
    .execute();
}
