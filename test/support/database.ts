import { randomBytes } from "node:crypto";
import { sql, type Kysely } from "kysely";
import { inject } from "vitest";
import { createLog } from "../../base/log.ts";
import { connect } from "../../db/connect.ts";
import type { DatabaseRole } from "../../db/embedded.ts";
import { TEMPLATE } from "./postgres.ts";

export const silent = createLog("test", "silent");

export type TestDatabase = {
  /** @param role What runs logs in as `pulse_app` or `pulse_pipelines`; absent: the superuser, who sees everything. */
  url: (role?: DatabaseRole) => string;
  /** As its superuser. */
  run: (statement: string) => Promise<void>;
  drop: () => Promise<void>;
};

/** A database of its own, with both schemas, in some 50 ms. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `t_${randomBytes(6).toString("hex")}`;
  const patterns = inject("databasePatterns");
  const at = (role: DatabaseRole, database: string) => patterns[role].replace("NAME", database);
  const server = (superuser ??= connect(at("pulse_superuser", "postgres"), silent).db);
  // Its files are copied: writing each page of them into the log as well takes three times as long.
  await administer(server, `create database ${name} template ${TEMPLATE} owner pulse_owner strategy file_copy`);
  // A copy has the template's content, not its grants.
  await administer(server, `revoke all on database ${name} from public`);
  await administer(server, `grant connect on database ${name} to pulse_app, pulse_pipelines`);
  return {
    url: (role = "pulse_superuser") => at(role, name),
    async run(statement) {
      const { db, close } = connect(at("pulse_superuser", name), silent);
      await administer(db, statement);
      await close();
    },
    drop: () => administer(server, `drop database ${name} with (force)`),
  };
}

/** One for all files that share a process. */
let superuser: Kysely<unknown> | undefined;

const administer = async (db: Kysely<unknown>, statement: string): Promise<void> =>
  void (await sql.raw(statement).execute(db));
