import { inTransaction } from "../../db/connect.ts";
import { newestEndings } from "../../db/pipelines/template-results.ts";
import * as rows from "../../db/pipelines/templates.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { CANARY } from "../../webhooks/contract/template-ref.ts";
import type { Deps } from "../deps.ts";

/** So many failed runs in a row since it was moved: whoever asks for a text is not to pay for a trial. */
const MOST_FAILED = 3;
const BY = "Pulse";

/**
 * Takes the canary's share away where its runs fail; its tag stays where it is, so that somebody can look. Called when a run has failed.
 */
export async function endFailingCanary(
  { db, clock, log }: Pick<Deps, "db" | "clock" | "log">,
  run: Pick<Run, "template_name" | "template_version" | "template_ref">,
): Promise<void> {
  const [name, version] = [run.template_name, run.template_version];
  if (run.template_ref !== `${name}:${CANARY}`) return;
  const canary = await rows.findTag(db, name, CANARY);
  if (!canary || canary.version !== version || canary.share === null) return;
  const endings = await newestEndings(db, { name, version }, canary.moved_at, MOST_FAILED);
  if (endings.length < MOST_FAILED || endings.some((state) => state !== "failed")) return;
  const reason = `Its last ${MOST_FAILED} runs failed, so it gets no more.`;
  const move = { name, tag: CANARY, from_version: version, to_version: version, share: null, reason, moved_by: BY };
  if (await inTransaction(db, (tx) => rows.putTag(tx, move, clock())))
    log.warn({ template: name, version }, "canary ended");
}
