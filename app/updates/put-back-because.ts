import type { UpdateDetail } from "./load.ts";

/** Why Pulse itself put an approved text back into review, in a sentence; "" where it did not, or a person has decided since. */
export function putBackBecause({ update, audit }: Pick<UpdateDetail, "update" | "audit">): string {
  if (update.state !== "in_review") return "";
  const last = audit.findLast(({ action }) => DECIDED.has(action));
  const because = last?.actor_id === null ? last.detail["because"] : "";
  if (typeof because !== "string" || because === "") return "";
  return /[.!?]$/.test(because) ? because : `${because.charAt(0).toUpperCase()}${because.slice(1)}.`;
}

const DECIDED: ReadonlySet<string> = new Set(["update.approved", "update.reopened", "update.written"]);
