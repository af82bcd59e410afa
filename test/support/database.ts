import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { inject } from "vitest";
import { createLog } from "../../base/log.ts";
import { connect } from "../../db/connect.ts";
import { TEMPLATE } from "./postgres.ts";

export const silent = createLog("test", "silent");

export type TestDatabase = {
  /** @param role `pulse_app` or `pulse_pipelines`; absent: the superuser. */
  url: (role?: string) => string;
  drop: () => Promise<void>;
};

/** A database of its own, with both schemas, in some 30 ms. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `t_${randomBytes(6).toString("hex")}`;
  const pattern = inject("databasePattern");
  const at = (role: string, database: string) => pattern.replace("ROLE", role).replace("NAME", database);
  const superuser = process.getuid?.() === 0 ? "nobody" : (process.env["USER"] ?? "postgres");
  await administer(at(superuser, "postgres"), `create database ${name} template ${TEMPLATE}`);
  // A copy has the template's content, not its grants; the jobs make a schema of their own.
  await administer(at(superuser, "postgres"), `grant create on database ${name} to pulse_app, pulse_pipelines`);
  return {
    url: (role = superuser) => at(role, name),
    drop: () => administer(at(superuser, "postgres"), `drop database ${name} with (force)`),
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const { db, close } = connect(url, silent);
  await sql.raw(statement).execute(db);
  await close();
}
