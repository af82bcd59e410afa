import { createLog } from "../base/log.ts";
import { connect } from "./connect.ts";
import { askOnce, explain } from "./explain.ts";
import { notPrepared, whatIsUnprepared, type Migrations } from "./migrate.ts";

const SERVER_ANSWERS_WITHIN_MS = 3_000;

/**
 * What a process that cannot start for other reasons would find next, so that all of it is said at once. It looks once, and waits
 * for nothing.
 *
 * @param url As the environment has it; one that is no address is told as a setting.
 */
export async function databaseTroubles(
  url: string | undefined,
  variable: string,
  prepared: { schema: string; migrations: Migrations } | null,
): Promise<string[]> {
  if (!url || !URL.canParse(url)) return [];
  try {
    await askOnce(url, "select 1", SERVER_ANSWERS_WITHIN_MS);
  } catch (error) {
    const { reason, next } = explain(error, url, variable);
    return [`${variable}: ${reason}. ${next}`];
  }
  if (!prepared) return [];
  const { db, close } = connect(url, createLog("look", "silent"));
  try {
    const missing = await whatIsUnprepared(db, prepared.schema, prepared.migrations);
    return missing ? [`${variable}: ${notPrepared(missing)}`] : [];
  } finally {
    await close();
  }
}
