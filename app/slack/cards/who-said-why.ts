import type { Update } from "../../../db/app/tables.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import type { CardData } from "../blocks/card-data.ts";

/** Who brought an update where it is, and why, where a reason was asked for. */
export function whoSaidWhy({ update, decisions, generation }: UpdateDetail): CardData["said"] {
  const kind = SAID_IN[update.state];
  const said = kind && decisions.findLast((one) => one.kind === kind);
  if (!said?.reason || (update.state === "correcting" && said !== decisions.at(-1))) return null;
  if (update.state === "generating" && !generation?.parameters.feedback) return null;
  return { by: said.person_name, text: said.reason };
}

const SAID_IN: Partial<Record<Update["state"], UpdateDetail["decisions"][number]["kind"]>> = {
  generating: "request_changes",
  changes_requested: "request_changes",
  rejected: "reject",
  correcting: "retract",
  retracted: "retract",
};
