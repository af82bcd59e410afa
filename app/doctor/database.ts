import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { migrations } from "../../db/app/migrations/index.ts";
import { whatIsUnprepared } from "../../db/migrate.ts";
import type { DoctorCheck } from "../../webhooks/contract/doctor.ts";
import { type PartLook, sayings } from "./found.ts";

/** Whether the database is prepared for this release, and the app’s machine has room. */
export const lookAtDatabase: PartLook = async ({ db }) => {
  const { ok, fail } = sayings("database");
  const missing = await whatIsUnprepared(db, "app", migrations);
  const next = "Run npm run prepare-database: see docs/production.md.";
  return [
    missing === null ? ok("It is prepared for this release.") : fail(`It lacks something: ${missing}.`, next),
    await diskCheck(),
  ];
};

const BYTES_OF_A_MIB = 1024 * 1024;
const LITTLE_MIB = 1_024;
const TOO_LITTLE_MIB = 128;

async function diskCheck(): Promise<DoctorCheck> {
  const { ok, warn, fail } = sayings("disk");
  const { bavail, bsize } = await statfs(tmpdir());
  const free = Math.floor((bavail * bsize) / BYTES_OF_A_MIB);
  const says = `${free.toLocaleString("en")} MiB are free where the app runs.`;
  if (free >= LITTLE_MIB) return ok(says);
  return free < TOO_LITTLE_MIB ? fail(says, "Make room there.") : warn(says, "Make room there.");
}
