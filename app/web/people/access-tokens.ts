import { listAccessTokens } from "../../../db/app/access-tokens.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { makeAccessToken } from "../../people/make-access-token.ts";
import { revokeAccessToken } from "../../people/revoke-access-token.ts";
import { field, idOf, seeOther, type Handler, type Web } from "../page/context.ts";
import { setFlash } from "../page/flash.ts";
import { page, zoneOf, type WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";
import { accessTokensView, type AccessTokensView } from "./access-tokens-view.ts";

export type AccessTokenPages = { "settings/access-tokens": AccessTokensView };

type Shown = Pick<Parameters<typeof accessTokensView>[1], "made" | "typed" | "wrong" | "problem"> & { status?: number };

/** Everybody's own, whatever their role: a token is its person. */
export function accessTokenRoutes(deps: WebDeps<AccessTokenPages>) {
  return {
    "GET /settings/tokens": (c) => drawTokens(c, deps, {}),
    // The answer is the page itself: nowhere else is the token ever known.
    "POST /settings/tokens": async (c) => {
      const fields = await fieldsOf(c);
      const typed = { name: field(fields, "name"), last_day: field(fields, "last_day") };
      try {
        const { token, made } = await makeAccessToken(deps, c.var.actor, { ...typed, time_zone: zoneOf(c) });
        return await drawTokens(c, deps, { made: { name: made.name, token, until: made.expires_at } });
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        return drawTokens(c, deps, { typed, ...refusal(problem) });
      }
    },
    "POST /settings/tokens/:id/revocation": async (c) => {
      await revokeAccessToken(deps, c.var.actor, idOf(c));
      setFlash(c, "token_revoked");
      return seeOther(c, "/settings/tokens");
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

function refusal({ message, remedy, details, status }: Problem): Shown {
  const [detail] = details;
  if (!detail) return { problem: { message, remedy }, status };
  return { wrong: { [detail.path]: `${message} ${remedy}` }, status };
}

async function drawTokens(
  c: Web,
  deps: WebDeps<AccessTokenPages>,
  { status = 200, ...shown }: Shown,
): Promise<Response> {
  const tokens = await listAccessTokens(deps.db, c.var.person.id);
  const view = accessTokensView(tokens, {
    now: deps.clock(),
    time_zone: zoneOf(c),
    address: deps.settings.publicUrl,
    ...shown,
  });
  return page(c, deps, "settings/access-tokens", view, { title: "Access tokens", status });
}
