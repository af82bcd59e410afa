import { listDeliveries } from "../../db/app/deliveries.ts";
import { findGeneration } from "../../db/app/generations.ts";
import type { NamedUpdate } from "../../db/app/homes.ts";
import type { Deps } from "../deps.ts";
import { soon } from "../soon.ts";
import { STEPS } from "../words.ts";
import type { UpdateProgress } from "./blocks/list.ts";
import { listedOf } from "./listed.ts";

/** How far an update is; what its run is doing, if the pipelines say so soon enough. */
export async function progressOf(deps: Deps, update: NamedUpdate): Promise<UpdateProgress> {
  const posted = ["posted", "correcting"].includes(update.state) ? await listDeliveries(deps.db, update.id) : [];
  const parts = posted.filter(({ kind }) => kind === "post").flatMap((delivery) => delivery.parts);
  return {
    ...listedOf(deps, update),
    step: await stepOf(deps, update),
    problem: update.problem,
    permalink: parts.find(({ part, permalink }) => part === 1 && permalink)?.permalink ?? "",
  };
}

async function stepOf(deps: Deps, { id, generation, state }: NamedUpdate): Promise<string> {
  if (state !== "generating") return "";
  const run_id = (await findGeneration(deps.db, id, generation))?.run_id;
  if (!run_id) return "It is about to begin.";
  const run = await soon(deps, "a run", () => deps.pipelines.run(run_id));
  const { step, call } = run?.progress ?? {};
  return [step && (STEPS[step]?.label ?? step), call].filter(Boolean).join(": ");
}
