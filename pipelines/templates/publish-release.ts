import { inTransaction } from "../../db/connect.ts";
import type { Db, TemplateVersion } from "../../db/pipelines/tables.ts";
import { keepContract } from "../../db/pipelines/contracts.ts";
import * as rows from "../../db/pipelines/templates.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { contractHash, contractSchemas } from "../../webhooks/contract/schemas.ts";
import { PRODUCTION } from "../../webhooks/contract/template-ref.ts";
import type { Release } from "../release.ts";
import { unfitBecause } from "./fit.ts";

const AS_RELEASED = "As released.";

/** What is new, for the log: the version that a release has published, and whether it is in production. */
type Published = { version: number; in_production: boolean };

/**
 * Stores this release's contract and its version where they are new, and checks that every version in use can be run. No tag moves by itself: only a fresh
 * installation gets one.
 *
 * @throws {Error} when a tag names a version that this release cannot run.
 */
export async function publishRelease(db: Db, release: Release): Promise<Published | null> {
  const { name, spec, code } = release;
  await keepContract(db, { hash: contractHash, schemas: contractSchemas(), release: code.release });
  const by = releaser(code.release);
  const published = await inTransaction(db, async (tx): Promise<Published | null> => {
    const hash = digestOf(spec);
    const there = await rows.findVersionByHash(tx, name, hash);
    const base = (await rows.listVersions(tx, name)).find(isReleased)?.version;
    const row = { name, hash, spec, made_by: by, note: AS_RELEASED, ...code, base: base ?? null };
    const made = there ?? (await rows.insertVersion(tx, row));
    const first = { name, tag: PRODUCTION, from_version: null, share: null, reason: AS_RELEASED, moved_by: by };
    const isFirst = made !== undefined && (await rows.findTag(tx, name, PRODUCTION)) === undefined;
    const in_production = isFirst && (await rows.putTag(tx, { ...first, to_version: made.version }, new Date()));
    return made && !there ? { version: made.version, in_production } : null;
  });
  for (const { name: of, version } of await rows.listTags(db)) {
    const stored = await rows.findVersion(db, of, version);
    const unfit = stored && unfitBecause(stored, release);
    if (unfit) throw new Error(`${of}@${version} ${unfit}.`);
  }
  return published;
}

/** Published by a release, and by no person. Those from before that was kept name none. */
function isReleased({ made_by, release }: TemplateVersion): boolean {
  return made_by === releaser(release);
}

const releaser = (release: string | null): string => (release === null ? "Pulse" : `Pulse ${release}`);
