import type { Actor, Deps } from "../deps.ts";
import { writingRefusals } from "../people/require-may.ts";
import { requireAudience } from "./require-audience.ts";
import { getUpdate } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";

/** Outside of any transaction: Slack is asked. @throws {Problem} for whoever may not post again, and as `requireAudience`. */
export async function requireReaders(deps: Deps, actor: Actor, id: string): Promise<void> {
  const update = await getUpdate(deps.db, actor, id);
  await writingRefusals(deps.db, () => requireMayTo(deps.db, deps, actor, "post_retry", update));
  await requireAudience(deps, update);
}
