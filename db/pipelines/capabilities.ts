import type { Selectable } from "kysely";
import { inTransaction } from "../connect.ts";
import type { Db, PipelinesTables, Tx } from "./tables.ts";

type CapabilitiesRow = Selectable<PipelinesTables["pipelines.capabilities"]>;
/** What a server was found to understand; null: not tried yet. */
type FoundCapabilities = Pick<CapabilitiesRow, "tools" | "format" | "bounds" | "shape">;
type Asked = { server: string; model: string };
/** Whose call found it. */
type FoundBy = Pick<CapabilitiesRow, "run_id" | "test_id">;

/** Servers are upgraded: after this long they are tried again from the top. */
const KNOWN_FOR_MS = 7 * 24 * 3600 * 1000;
/** One bad answer is no incapacity, and behind one address may stand several servers. */
const SLIPS_THAT_COUNT = 2;

const NOTHING: FoundCapabilities = { tools: null, format: null, bounds: null, shape: null };
const NOBODY: FoundBy = { run_id: null, test_id: null };

export async function findCapabilities(db: Db, asked: Asked, now: Date): Promise<FoundCapabilities> {
  const found = await rowOf(db, asked).executeTakeFirst();
  if (!found || isOld(found, now)) return { ...NOTHING };
  const { tools, format, bounds, shape } = found;
  return { tools, format, bounds, shape };
}

/** Everything that is remembered now, with the update that a run wrote for; and until when it is. */
export async function listCapabilities(
  db: Db,
  now: Date,
): Promise<(CapabilitiesRow & { request_id: string | null; known_until: Date })[]> {
  const found = await db
    .selectFrom("pipelines.capabilities as found")
    .leftJoin("pipelines.runs as run", "run.id", "found.run_id")
    .selectAll("found")
    .select("run.request_id")
    .orderBy("found.server")
    .orderBy("found.model")
    .execute();
  return found
    .filter((row) => !isOld(row, now))
    .map((row) => ({ ...row, known_until: new Date(row.found_at.getTime() + KNOWN_FOR_MS) }));
}

/** @returns false where nothing was remembered. */
export async function deleteCapabilities(db: Db, { server, model }: Asked): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom("pipelines.capabilities")
    .where("server", "=", server)
    .where("model", "=", model)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/**
 * What is not named stays as it was known, of the shape each part. What a server could, it still can until it could not twice. Finding the
 * same again makes it no younger, unless it had grown too old; then nothing of it counts any more.
 */
export async function rememberCapabilities(
  db: Db,
  asked: Asked,
  found: Partial<FoundCapabilities> & { served_by?: string },
  now: Date,
  by: FoundBy = NOBODY,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto("pipelines.capabilities")
      .values({ ...asked, ...NOTHING, ...NOBODY, shape: null, served_by: null, found_at: now })
      .onConflict((conflict) => conflict.columns(["server", "model"]).doNothing())
      .execute();
    const kept = await rowOf(tx, asked).forUpdate().executeTakeFirstOrThrow();
    const old = isOld(kept, now);
    const known = old ? { ...kept, ...NOTHING, served_by: null, slips: {} } : kept;
    const next = grown(known, found);
    const isNews = old || NAMES.some((name) => !isSame(next[name], known[name]));
    if (!isNews && isSame(next.slips, known.slips)) return;
    await tx
      .updateTable("pipelines.capabilities")
      .set({ ...next, shape: next.shape && JSON.stringify(next.shape), slips: JSON.stringify(next.slips) })
      .$if(isNews, (query) => query.set({ ...by, found_at: now }))
      .where("server", "=", asked.server)
      .where("model", "=", asked.model)
      .execute();
  });
}

const NAMES = ["tools", "format", "bounds", "shape", "served_by"] as const;
type Known = Pick<CapabilitiesRow, (typeof NAMES)[number] | "slips">;

function grown(known: Known, found: Partial<Omit<Known, "slips">>): Known {
  const slips = { ...known.slips };
  const settled = <Value>(name: string, before: Value | null, after: Value | null | undefined, rank: Rank<Value>) => {
    if (after === null || after === undefined || before === null) return after ?? before;
    if (rank(after) >= rank(before)) return after;
    slips[name] = (slips[name] ?? 0) + 1;
    return slips[name] >= SLIPS_THAT_COUNT ? after : before;
  };
  const [before, after] = [known.shape?.["limit"], found.shape?.["limit"]];
  if (before !== undefined && after !== undefined && before !== after) slips["limit"] = (slips["limit"] ?? 0) + 1;
  return {
    tools: settled("tools", known.tools, found.tools, Number),
    format: settled("format", known.format, found.format, (form) => FORMS.indexOf(form)),
    bounds: settled("bounds", known.bounds, found.bounds, Number),
    shape: found.shape ? { ...known.shape, ...found.shape } : known.shape,
    served_by: found.served_by ?? known.served_by,
    slips,
  };
}

type Rank<Value> = (value: Value) => number;
/** The strictest last. */
const FORMS: readonly NonNullable<FoundCapabilities["format"]>[] = ["text", "json_object", "json_schema"];

function rowOf(db: Db | Tx, { server, model }: Asked) {
  return db.selectFrom("pipelines.capabilities").selectAll().where("server", "=", server).where("model", "=", model);
}

function isOld({ found_at }: Pick<CapabilitiesRow, "found_at">, now: Date): boolean {
  return found_at.getTime() <= now.getTime() - KNOWN_FOR_MS;
}

/** The database keeps the keys of an object in an order of its own. */
function isSame(one: unknown, other: unknown): boolean {
  return sorted(one) === sorted(other);
}

const sorted = (value: unknown): string =>
  JSON.stringify(typeof value === "object" && value ? Object.entries(value).toSorted() : value);
