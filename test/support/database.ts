import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { inject } from "vitest";
import { createLog } from "../../base/log.ts";
import { connect } from "../../db/connect.ts";
import type { Role } from "../../db/embedded.ts";
import { TEMPLATE } from "./postgres.ts";

export const silent = createLog("test", "silent");

export type TestDatabase = {
  /** @param role What runs logs in as `pulse_app` or `pulse_pipelines`; absent: the superuser, who sees everything. */
  url: (role?: Role) => string;
  /** As its superuser. */
  run: (statement: string) => Promise<void>;
  drop: () => Promise<void>;
};

/** A database of its own, with both schemas, in some 30 ms. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `t_${randomBytes(6).toString("hex")}`;
  const patterns = inject("databasePatterns");
  const at = (role: Role, database: string) => patterns[role].replace("NAME", database);
  const admin = at("pulse_superuser", "postgres");
  await administer(admin, `create database ${name} template ${TEMPLATE} owner pulse_owner`);
  // A copy has the template's content, not its grants.
  await administer(admin, `revoke all on database ${name} from public`);
  await administer(admin, `grant connect on database ${name} to pulse_app, pulse_pipelines`);
  return {
    url: (role = "pulse_superuser") => at(role, name),
    run: (statement) => administer(at("pulse_superuser", name), statement),
    drop: () => administer(admin, `drop database ${name} with (force)`),
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const { db, close } = connect(url, silent);
  await sql.raw(statement).execute(db);
  await close();
}
