import { createHash } from "node:crypto";
import { answer } from "../../api/answer.ts";
import { keyOf } from "../../api/idempotency-key.ts";
import { askedUpdate } from "../../webhooks/contract/asked-update.ts";
import { isId } from "../../webhooks/contract/ids.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { validateAnswer } from "../../webhooks/contract/validation.ts";
import type { Deps } from "../deps.ts";
import { followUpdate } from "../updates/follow-update.ts";
import { generateFromProfile } from "../updates/generate-from-profile.ts";
import { validateFromProfile } from "../updates/validate-from-profile.ts";
import type { ApiHandler } from "./env.ts";
import type { OperationName } from "./operations.ts";
import { profileAt } from "./profile-at.ts";

/** The same operation as behind Generate on a profile, and what it would ask for. */
export function updateHandlers(deps: Deps) {
  return {
    "POST /profiles/{slug}/updates": async (c) => {
      const { slug } = await profileAt(c, deps.db);
      const id = idOfKey(keyOf(c), [c.var.actor.team_id, c.var.actor.id ?? "", slug]);
      const update = await generateFromProfile(deps, c.var.actor, slug, id);
      return answer(c, deps.log, askedUpdate, await followUpdate(deps, c.var.actor, update.id));
    },
    "POST /profiles/{slug}/updates/validation": async (c) =>
      answer(
        c,
        deps.log,
        validateAnswer,
        await validateFromProfile(deps, c.var.actor, (await profileAt(c, deps.db)).slug),
      ),
    "GET /updates/{id}": async (c) => {
      const id = c.req.param("id") ?? "";
      if (!isId(id)) throw new Problem("not_found", "There is no such update.", "Choose one from GET /runs.");
      return answer(c, deps.log, askedUpdate, await followUpdate(deps, c.var.actor, id));
    },
  } satisfies Partial<Record<OperationName, ApiHandler>>;
}

/**
 * The same person, profile and key are the same update, whenever it is asked for again.
 *
 * @source RFC 9562, 5.8: a UUID of one's own making says so by its version.
 */
function idOfKey(key: string, of: readonly string[]): string {
  const hex = createHash("sha256")
    .update(JSON.stringify([...of, key]))
    .digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
