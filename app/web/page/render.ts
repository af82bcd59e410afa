import { fileURLToPath } from "node:url";
import { Eta } from "eta";
import { SHOWN_LIMITS } from "../../limits.ts";
import type { Assets } from "./assets.ts";
import type { Flash } from "./flash.ts";
import type { Action } from "../../people/policy.ts";
import { formats } from "./format.ts";
import { icon } from "./icons.ts";
import { KEYS } from "./key-list.ts";
import { wrong } from "./mistakes.ts";

/** What surrounds every page. */
export type Shell = {
  title: string;
  /** The navigation's entry: "/compose". "" for none. */
  current: string;
  person: { name: string; initials: string; team: string } | null;
  /** Updates that wait for a decision or a look. */
  waiting: number;
  flash: Flash | null;
  /** What the person's role may; absent: everything, where nobody looks. */
  may?: Partial<Record<Action, boolean>>;
  /** Whose words are kept in the browser until they are saved, and the key that seals them there; absent where nobody types. */
  typist?: { person: string; key: string; /** The page answers a form. */ posted: boolean };
  /** Who has just signed out: nothing of theirs stays in the browser. */
  forget?: string;
  /** "GitHub and Slack", when they are stand-ins. */
  standIns: string;
  timeZone: string;
  now: Date;
  /** The page looks again by itself, even without JavaScript. */
  refresh: boolean;
};

/** @typeParam Pages Each template that may be drawn, with what it needs. Whoever draws more can stand in for whoever draws less. */
export type Draw<Pages> = (
  ...drawn: { [Name in keyof Pages & string]: [name: Name, view: Pages[Name], shell: Shell] }[keyof Pages & string]
) => string;

const views = fileURLToPath(new URL("../../../views/", import.meta.url));

/** What every template may call. */
export type Helpers = ReturnType<typeof formats> & {
  icon: (name: string) => string;
  asset: (name: string) => string;
  limits: typeof SHOWN_LIMITS;
  keys: typeof KEYS;
  wrong: typeof wrong;
  allowed: (action: Action) => boolean;
};

export const TEMPLATE_HEADER =
  "const { icon, asset, limits, keys, wrong, day, moment, clock, ago, count, many, seconds, allowed } = it.h;";

/**
 * @param strict A value that is not there is an error with file and line, instead of an empty place on the page.
 * @param fresh Each page is drawn with its template as it is then.
 */
export function renderer<Pages extends Record<keyof Pages, object>>(
  assets: Assets,
  strict: boolean,
  fresh = false,
): Draw<Pages> {
  const eta = new Eta({
    views,
    cache: !fresh,
    debug: strict,
    autoTrim: [false, "nl"],
    autoFilter: true,
    filterFunction: strict ? present : (value) => (value ?? "") as string,
    functionHeader: TEMPLATE_HEADER,
  });
  const fixed = { icon, asset: assets.url, limits: SHOWN_LIMITS, keys: KEYS, wrong };
  return (name, view, shell) => {
    const h: Helpers = { ...fixed, ...formats(shell.timeZone, shell.now), allowed: allowedIn(shell) };
    return eta.render(`/${name}`, { ...view, shell, h });
  };
}

const allowedIn =
  ({ may = {} }: Shell) =>
  (action: Action): boolean =>
    may[action] ?? true;

function present(value: unknown): string {
  if (value === undefined || value === null || typeof value === "boolean" || Number.isNaN(value)) {
    throw new Error(`A template printed ${String(value)}.`);
  }
  return String(value);
}
