import type { UpdateState } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { writingRefusals } from "../people/require-may.ts";
import { requireAudience } from "./require-audience.ts";
import { getUpdate, requireState } from "./change-state.ts";
import { askChecks, openFaults, openFlags, type Checked, type ShownFinding } from "./ask-checks.ts";
import { reasonOf } from "./reason.ts";
import { requireMayTo } from "./require-may.ts";
import type { Edited } from "./require-newest.ts";

export type Approval = Edited & {
  override_reason: string | null;
  /** Where its reader saw that it goes; null: they were not shown. */
  channel_id?: string | null;
  /** When it goes out; null: at once. Absent: at its slot, and at once without one. */
  post_at?: Date | null;
  /** They are shown how to undo it, for as long as its profile says. */
  undo?: boolean;
  /** Keys of the flags that they were shown and take upon themselves, all with one act. */
  acknowledged?: readonly string[];
};

/**
 * Before any text is checked or kept: who may not is told that, and not what the checks say.
 *
 * @returns keys of the flags that the approval takes on.
 * @throws {Problem} `invalid` with one detail for each finding that nobody has answered for, `conflict` for a channel that is too wide.
 */
export async function requireApprovable(
  deps: Deps,
  actor: Actor,
  id: string,
  approval: Approval,
  { action, state }: { action: "approve" | "correct"; state: UpdateState },
): Promise<readonly string[]> {
  const { markdown, override_reason } = approval;
  const seen = await getUpdate(deps.db, actor, id);
  await requireState(deps.db, actor, seen, [state]);
  await writingRefusals(deps.db, () => requireMayTo(deps.db, deps, actor, action, seen));
  await requireAudience(deps, seen);
  if (override_reason?.trim()) reasonOf(override_reason, "Say in a few words why it goes out all the same.");
  const checked = await askChecks(deps, seen, markdown);
  if (!override_reason?.trim()) requireFaultless(checked);
  return requireAcknowledged(checked, approval);
}

/** A person may say why it goes out all the same. */
function requireFaultless(checked: Checked): void {
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
  const faults = openFaults(checked);
  if (faults.length === 0) return;
  const count = faults.length === 1 ? "One fault stands" : `${faults.length} faults stand`;
  throw new Problem(
    "invalid",
    `${count} in the way: ${faults[0]?.message}`,
    "Mend the text, or give a reason to post it as it is.",
    { details: faults.map(detailOf) },
  );
}

/** A flag that appeared since somebody looked is not among those that they were shown. */
function requireAcknowledged(checked: Checked, { acknowledged = [] }: Approval): string[] {
  const open = openFlags(checked);
  const unread = open.filter(({ key }) => !acknowledged.includes(key));
  if (unread.length === 0) return open.map(({ key }) => key);
  const count = unread.length === 1 ? "One flag is" : `${unread.length} flags are`;
  throw new Problem(
    "invalid",
    `${count} not read yet: ${unread[0]?.message}`,
    "Read what is open, and approve it with that.",
    { details: unread.map(detailOf) },
  );
}

const detailOf = ({ check, message, fix }: ShownFinding) => ({ path: "markdown", code: check, message, fix });
