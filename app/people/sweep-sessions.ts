import { deleteExpiredSessions } from "../../db/app/people.ts";
import type { Deps } from "../deps.ts";

/** A job's: a session that was never ended by hand would stay for ever. */
export async function sweepSessions({ db, clock }: Pick<Deps, "db" | "clock">): Promise<void> {
  await deleteExpiredSessions(db, clock());
}
