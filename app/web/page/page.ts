import { createHmac } from "node:crypto";
import { getCookie } from "hono/cookie";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { SignedIn } from "../../../db/app/people.ts";
import type { Deps, Settings } from "../../deps.ts";
import { actions, mayDo } from "../../people/policy.ts";
import { countApprovals } from "../../updates/load.ts";
import type { Web } from "./context.ts";
import { takeFlash } from "./flash.ts";
import { initialsOf, knownZone } from "./format.ts";
import type { Pickers } from "../../pickers.ts";
import type { Draw, Shell } from "./render.ts";
import { listed } from "../../../base/listed.ts";

type PageOptions = { title: string; current?: string; status?: number; refresh?: boolean };

/**
 * What the routes need to answer with pages: the operations' dependencies, and the pen.
 *
 * @typeParam Pages The templates that are drawn with it; absent: none.
 */
export type WebDeps<Pages = object> = Deps & { draw: Draw<Pages>; pickers: Pickers };

/** Answers with a whole page, or with the part that htmx asked for: the template decides which it is. */
export async function page<Pages, Name extends keyof Pages & string>(
  c: Web,
  deps: WebDeps<Pages>,
  name: Name,
  view: Pages[Name],
  options: PageOptions,
): Promise<Response> {
  const shell = await shellOf(c, deps, options);
  // Safe: our own codes are HTTP statuses that may carry a body.
  return c.html(deps.draw(name, view, shell), (options.status ?? 200) as ContentfulStatusCode);
}

/** A part of a page: nothing around it, so nothing is looked up for that. */
export function part<Pages, Name extends keyof Pages & string>(
  c: Web,
  deps: WebDeps<Pages>,
  name: Name,
  view: Pages[Name],
): Response {
  const person = c.get("person");
  return c.html(
    deps.draw(name, view, { ...bareShell(c, deps, { title: "" }), ...(person && { may: mayByRole(person) }) }),
  );
}

export async function shellOf(c: Web, deps: WebDeps, options: PageOptions): Promise<Shell> {
  const bare = bareShell(c, deps, options);
  const person = c.get("person");
  if (!person) return withoutPerson(c, bare);
  return {
    ...bare,
    person: shownPerson(person),
    waiting: await countApprovals(deps.db, person.team_id),
    flash: takeFlash(c),
    may: mayByRole(person),
    typist: { person: person.id, key: keyOf(deps, person.id), posted: c.req.method === "POST" },
  };
}

/** What depends on the thing itself, too, its own page knows. */
function mayByRole(person: SignedIn): NonNullable<Shell["may"]> {
  const asker = { ...person, surface: "web" as const };
  return Object.fromEntries(actions.map((action) => [action, mayDo(asker, action).ok]));
}

function withoutPerson(c: Web, bare: Shell): Shell {
  const flash = takeFlash(c);
  return { ...bare, flash, forget: flash?.gone ?? "" };
}

/** Seals what this person types where it waits in the browser: whoever sits there next has another one. */
function keyOf({ settings }: WebDeps, person: string): string {
  return createHmac("sha256", settings.tokenKey).update(`typed words of ${person}`).digest("base64");
}

/** Around a fragment: who looks and what waits, but no flash, which belongs to a page. */
export async function fragmentShell(c: Web, deps: WebDeps): Promise<Shell> {
  const person = c.get("person");
  const waiting = await countApprovals(deps.db, person.team_id);
  return { ...bareShell(c, deps, { title: "" }), person: shownPerson(person), waiting, may: mayByRole(person) };
}

function shownPerson({ name, team_name: team }: SignedIn): Shell["person"] {
  return { name, initials: initialsOf(name), team };
}

/** For pages that must not ask the database for anything. */
export function bareShell(c: Web, deps: WebDeps, { title, current = "", refresh = false }: PageOptions): Shell {
  const [standIns, now] = [standInsOf(deps.settings), deps.clock()];
  return { title, current, refresh, standIns, person: null, waiting: 0, flash: null, timeZone: zoneOf(c), now };
}

/** "GitHub, Slack and the model" */
function standInsOf({ parts: { github, slack }, demoModelUrl }: Settings): string {
  const names = [github === "demo" ? "GitHub" : "", slack === "demo" ? "Slack" : "", demoModelUrl ? "the model" : ""];
  return listed(names.filter(Boolean));
}

/** app.js keeps the browser's time zone in this cookie; the first page ever is in UTC. */
export const zoneOf = (c: Web): string => knownZone(getCookie(c, "tz"));
