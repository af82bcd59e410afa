import { sha256 } from "../../webhooks/contract/digest.ts";
import { CANARY, PRODUCTION, readTemplateRef } from "../../webhooks/contract/template-ref.ts";
import * as rows from "../../db/pipelines/templates.ts";
import type { Db } from "../../db/pipelines/tables.ts";
import { templateNameOf, resolveTemplate } from "./resolve-template.ts";
import type { Template } from "./specification.ts";

/** A version for one run, and by which reference: `name:canary` where it is of the canary's share. */
type Chosen = { template: Template; ref: string };

/**
 * The version that a run is to use. Of runs that ask for production the canary gets its share, by the request's id: the same request
 * is always in or always out, however often it is tried.
 *
 * @throws {Problem} `not_found`
 */
export async function chooseVersion(db: Db, asked: string, requestId: string): Promise<Chosen> {
  const read = readTemplateRef(asked);
  const name = templateNameOf(read?.name ?? "");
  if (read && read.version === undefined && (read.tag ?? PRODUCTION) === PRODUCTION) {
    const canary = await rows.findTag(db, name, CANARY);
    if (canary && canary.share !== null && hundredthOf(requestId) < canary.share) {
      return { template: await resolveTemplate(db, `${name}@${canary.version}`), ref: `${name}:${CANARY}` };
    }
  }
  const template = await resolveTemplate(db, asked);
  const ref = read?.version !== undefined ? `${name}@${read.version}` : `${name}:${read?.tag ?? PRODUCTION}`;
  return { template, ref };
}

/** 0 to 99, each as often as another. */
export function hundredthOf(id: string): number {
  return Number.parseInt(sha256(`canary ${id}`).slice(0, 8), 16) % 100;
}
