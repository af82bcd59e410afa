import type { Context } from "hono";
import { setCookie } from "hono/cookie";
import type { SignedIn } from "../../../db/app/people.ts";
import { storableText } from "../../../webhooks/contract/storable.ts";
import type { Actor } from "../../deps.ts";

export type WebEnv = {
  Variables: {
    requestId: string;
    /** Set on every route that needs sign-in; see rights.ts. */
    person: SignedIn;
    actor: Actor;
    /** The form that came, once it was read: what was typed is in it, whatever becomes of it. */
    fields: Fields;
    /** A page of ours sent it. */
    ours: boolean;
  };
};
export type Web = Context<WebEnv>;
export type Handler = (c: Web) => Response | Promise<Response>;

/** A form as it came: each field with all its values, in order. */
export type Fields = Record<string, string[]>;

export function queryOf(c: Web): Fields {
  return fieldsIn(c.req.queries());
}

/** The texts that came, without what cannot be kept. */
export function fieldsIn(fields: Record<string, unknown>): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      [value]
        .flat()
        .filter((one) => typeof one === "string")
        .map(storableText),
    ]),
  );
}

/** The first value of a field, trimmed; "" when it is not there. */
export function field(fields: Fields, name: string): string {
  return fields[name]?.[0]?.trim() ?? "";
}

const MOST_PAGES = 10_000;

/** Which page of a list is asked for, from 1; the first where the field says nothing of the kind. */
export function pageIn(fields: Fields): number {
  const number = Number(field(fields, "page"));
  return Number.isInteger(number) && number > 0 && number < MOST_PAGES ? number : 1;
}

export const idOf = (c: Web): string => c.req.param("id") ?? "";
export const slugOf = (c: Web): string => c.req.param("slug") ?? "";

/** A part of a page was asked for by htmx, not a page by a person. */
export const isPartial = (c: Web): boolean => c.req.header("hx-request") === "true";

export const wantsJson = (c: Web): boolean =>
  !isPartial(c) && (c.req.header("accept") ?? "").includes("application/json");

const COPY = "pulse-kept.";
const COPY_AGE_S = 24 * 3600;

/**
 * 303: what was posted is done, what follows is a page to look at. The browser hears that its own copy of what was typed may go.
 *
 * @param path One of ours; what was typed goes through `placeHere`.
 */
export function seeOther(c: Web, path: string): Response {
  const copy = copyIn(c.get("fields") ?? {});
  if (copy) setCookie(c, `${COPY}${copy.name}`, "1", { path: "/", sameSite: "Lax", maxAge: COPY_AGE_S });
  return c.redirect(path, 303);
}

/** Whose words a form brings, and what the browser calls its copy of them. */
export function copyIn(fields: Fields): { person: string; name: string } | null {
  const [person = "", kind = "", ...rest] = field(fields, "copy").split(".");
  const name = [kind, ...rest].join(".");
  return /^[a-z]{1,20}\.[a-z0-9-]{0,100}$/.test(name) ? { person, name } : null;
}
