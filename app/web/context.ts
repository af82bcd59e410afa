import type { Context } from "hono";
import type { SignedIn } from "../../db/app/people.ts";
import type { Actor } from "../deps.ts";

export type WebEnv = {
  Variables: {
    requestId: string;
    /** Set on every route that needs sign-in; see rights.ts. */
    person: SignedIn;
    actor: Actor;
  };
};
export type Web = Context<WebEnv>;
export type Handler = (c: Web) => Response | Promise<Response>;

/** A form as it came: each field with all its values, in order. */
export type Fields = Record<string, string[]>;

export function queryOf(c: Web): Fields {
  return storable(c.req.queries());
}

/** Texts without what PostgreSQL cannot keep: null characters and halves of surrogate pairs. */
export function storable(fields: Record<string, unknown>): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      [value]
        .flat()
        .filter((one) => typeof one === "string")
        .map((text) => text.toWellFormed().replaceAll("\0", "")),
    ]),
  );
}

/** The first value of a field, trimmed; "" when it is not there. */
export function field(fields: Fields, name: string): string {
  return fields[name]?.[0]?.trim() ?? "";
}

export const idOf = (c: Web): string => c.req.param("id") ?? "";
export const slugOf = (c: Web): string => c.req.param("slug") ?? "";

/** A part of a page was asked for by htmx, not a page by a person. */
export const isPartial = (c: Web): boolean => c.req.header("hx-request") === "true";

export const wantsJson = (c: Web): boolean =>
  !isPartial(c) && (c.req.header("accept") ?? "").includes("application/json");

/** 303: whatever was posted, what follows is a page to look at. @param path One of ours; what was typed goes through `placeHere`. */
export const seeOther = (c: Web, path: string): Response => c.redirect(path, 303);
