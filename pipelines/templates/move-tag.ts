import { inTransaction } from "../../db/connect.ts";
import * as rows from "../../db/pipelines/templates.ts";
import type { Tag, Tx } from "../../db/pipelines/tables.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { CANARY, PRODUCTION } from "../../webhooks/contract/template-ref.ts";
import type { moveTagRequest, removeTagRequest } from "../../webhooks/contract/templates.ts";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { unfitBecause } from "./fit.ts";
import { requireTemplate, requireVersion } from "./require-template.ts";

type Where = { name: string; tag: string };

/**
 * Lets a tag name another version, from the next run on. Moving back is the same.
 *
 * @throws {Problem} `not_found`; `conflict` where somebody was faster; `invalid` for a version that this release cannot run, a share of
 *   anything but the canary, or a move that changes nothing.
 */
export async function moveTag(deps: Deps, where: Where, asked: z.output<typeof moveTagRequest>): Promise<void> {
  const [{ name }] = await requireTemplate(deps.db, where.name);
  const { tag } = where;
  const { from, to, share, reason, by } = asked;
  const stored = await requireVersion(deps.db, name, to);
  const unfit = unfitBecause(stored, deps.release);
  if (unfit) {
    throw new Problem(
      "invalid",
      `${name}@${to} ${unfit}.`,
      "Choose another version, or start the release that can run it.",
    );
  }
  if (share !== null && tag !== CANARY) {
    throw new Problem("invalid", `Only ${CANARY} gets a share of the runs.`, `Leave the share out, or move ${CANARY}.`);
  }
  await inTransaction(deps.db, async (tx) => {
    const now = await rows.findTag(tx, name, tag);
    requireSeen(now, from, tag);
    if (now && now.version === to && now.share === share) {
      throw new Problem("invalid", `${tag} is at version ${to} already.`, "Choose another version.");
    }
    await requireRoom(tx, name, now);
    const move = { name, tag, from_version: from, to_version: to, share, reason, moved_by: by };
    if (!(await rows.putTag(tx, move, deps.clock()))) throw await faster(tx, name, tag);
  });
}

/** @throws {Problem} as `moveTag`; `invalid` for `production`, which every template has. */
export async function removeTag(deps: Deps, where: Where, asked: z.output<typeof removeTagRequest>): Promise<void> {
  const [{ name }] = await requireTemplate(deps.db, where.name);
  const { tag } = where;
  const { from, reason, by } = asked;
  if (tag === PRODUCTION) {
    throw new Problem(
      "invalid",
      `${PRODUCTION} stays: it is what runs where nothing else is asked for.`,
      "Move it to another version.",
    );
  }
  await inTransaction(deps.db, async (tx) => {
    requireSeen(await rows.findTag(tx, name, tag), from, tag);
    const move = { name, tag, from_version: from, to_version: null, share: null, reason, moved_by: by };
    if (!(await rows.putTag(tx, move, deps.clock()))) throw await faster(tx, name, tag);
  });
}

function requireSeen(now: Tag | undefined, from: number | null, tag: string): void {
  if ((now?.version ?? null) !== from) throw movedBefore(now, tag);
}

async function faster(tx: Tx, name: string, tag: string): Promise<Problem> {
  return movedBefore(await rows.findTag(tx, name, tag), tag);
}

function movedBefore(now: Tag | undefined, tag: string): Problem {
  const message = now
    ? `${now.moved_by} moved ${tag} to version ${now.version} meanwhile: “${now.reason}”`
    : `Somebody took ${tag} away meanwhile.`;
  return new Problem("conflict", message, "Look at it as it is now, then decide again.");
}

async function requireRoom(tx: Tx, name: string, now: Tag | undefined): Promise<void> {
  const most = LIMITS.templates.tags;
  if (now || (await rows.listTags(tx, name)).length < most) return;
  throw new Problem("invalid", `${name} has ${most} tags, and that is the most.`, "Take away one that nobody uses.");
}
