import type { UpdateState } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { writingRefusals } from "../people/require-may.ts";
import { getUpdate, requireState } from "./change-state.ts";
import { askChecks, unansweredFaults, type Checked } from "./ask-checks.ts";
import { reasonOf } from "./reason.ts";
import { requireMayTo } from "./require-may.ts";
import type { Edited } from "./revise.ts";

export type Approval = Edited & {
  override_reason: string | null;
  /** Where its reader saw that it goes; null: they were not shown. */
  channel_id?: string | null;
};

/** Before any text is checked or kept: who may not is told that, and not what the checks say. */
export async function requireApprovable(
  deps: Deps,
  actor: Actor,
  id: string,
  { markdown, override_reason }: Approval,
  { action, state }: { action: "approve" | "correct"; state: UpdateState },
): Promise<void> {
  const seen = await getUpdate(deps.db, actor, id);
  await requireState(deps.db, actor, seen, [state]);
  await writingRefusals(deps.db, () => requireMayTo(deps.db, deps, actor, action, seen));
  if (override_reason?.trim()) reasonOf(override_reason, "Say in a few words why it goes out all the same.");
  requireClean(await askChecks(deps, seen, markdown), override_reason);
}

/** @throws {Problem} `invalid` with one detail per fault, unless the person says why it may go out all the same. */
function requireClean(checked: Checked, overrideReason: string | null): void {
  const faults = unansweredFaults(checked);
  if ((faults.length === 0 && checked.checked) || overrideReason?.trim()) return;
  if (!checked.checked) {
    throw new Problem(
      "invalid",
      "This text could not be checked.",
      "Try again in a moment, or give a reason to post it unchecked.",
      {
        details: [{ path: "override_reason", code: "unchecked", message: "not checked", fix: "Give a reason." }],
      },
    );
  }
  const count = faults.length === 1 ? "One fault stands" : `${faults.length} faults stand`;
  throw new Problem(
    "invalid",
    `${count} in the way: ${faults[0]?.message}`,
    "Mend the text, or give a reason to post it as it is.",
    {
      details: faults.map(({ check, message, fix }) => ({ path: "markdown", code: check, message, fix })),
    },
  );
}
