import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { otherwise } from "../../api/methods.ts";
import { boundedBody, onlyJson, refusal } from "../../api/refusals.ts";
import type { Deps } from "../deps.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { tokenActor } from "../people/token-actor.ts";
import { doctorHandlers } from "./doctor.ts";
import type { ApiEnv, ApiHandler } from "./env.ts";
import { tokenRoom, USUAL_TOKEN_LIMITS, type TokenLimits } from "./limits.ts";
import { appOpenApi } from "./openapi.ts";
import { APP_OPERATIONS, type OperationName } from "./operations.ts";
import { lineageHandlers } from "./lineage.ts";
import { policyHandlers } from "./policies.ts";
import { profileHandlers } from "./profiles.ts";
import { proposalHandlers } from "./proposals.ts";
import { runHandlers } from "./runs.ts";
import { updateHandlers } from "./updates.ts";
import { templateHandlers } from "./templates.ts";

export const API_PATH = "/api/v1";

/** For programs, each with a token of the person that it acts as. Mount it before the pages: no cookie counts here, so no site can use one. */
export function appApi(deps: Deps, allowed: TokenLimits = USUAL_TOKEN_LIMITS): Hono<ApiEnv> {
  const takeRoom = tokenRoom(allowed);
  const api = new Hono<ApiEnv>()
    .onError((error, c) => refusal(error, c, deps.log))
    .use(secureHeaders(), async (c, next) => {
      await next();
      c.header("cache-control", "no-store");
    })
    .get("/openapi.json", (c) => c.json(appOpenApi(`${deps.settings.publicUrl}${API_PATH}`)))
    .use(async (c, next) => {
      const { actor, token_id } = await tokenActor(deps, bearerOf(c.req.header("authorization")));
      c.set("actor", actor);
      c.set("token_id", token_id);
      await next();
    })
    .use(onlyJson, boundedBody);
  for (const [name, handle] of Object.entries(handlersOf(deps))) {
    const [method = "", path = ""] = name.split(" ");
    // Safe: the keys of `handlersOf` are names of operations.
    const { right, starts = false } = APP_OPERATIONS[name as OperationName] as { right: "read"; starts?: boolean };
    api.on(method, path.replace(/\{(\w+)\}/g, ":$1"), async (c) => {
      takeRoom(c.var.token_id, { starts });
      await permitted(deps.db, (tx) => requireMay(tx, c.var.actor, right));
      return handle(c);
    });
  }
  const rest = otherwise(APP_OPERATIONS, API_PATH);
  return api.all("*", (c) => {
    takeRoom(c.var.token_id, { starts: false });
    return rest(c);
  });
}

function handlersOf(deps: Deps): Record<OperationName, ApiHandler> {
  return {
    ...profileHandlers(deps),
    ...policyHandlers(deps),
    ...proposalHandlers(deps),
    ...templateHandlers(deps),
    ...lineageHandlers(deps),
    ...doctorHandlers(deps),
    ...updateHandlers(deps),
    ...runHandlers(deps),
  };
}

const bearerOf = (header = ""): string => /^Bearer (\S{1,200})$/i.exec(header)?.[1] ?? "";
