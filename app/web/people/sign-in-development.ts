import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Deps } from "../../deps.ts";
import { devPeople } from "../../people/dev-people.ts";
import { signIn } from "../../people/sign-in.ts";
import type { Session } from "../../people/start-session.ts";
import type { SignInCodes } from "../../ports/sign-in-codes.ts";
import { knowsBrowser, rememberBrowser } from "../page/browser-cookie.ts";
import type { Web } from "../page/context.ts";
import { initialsOf } from "../page/format.ts";
import { isLoopbackHost } from "../page/own-site.ts";

/** What the page offers besides an account; null: no development sign-in here. */
export type Development =
  | { known: true; people: { handle: string; name: string; email: string; initials: string }[] }
  /** A browser that nobody has let in yet. */
  | { known: false; error: string };

/** `refused`: said on the page, above the field for another code. */
type Tried = { session: Session } | { refused: string; status: 403 | 429 };

const PEOPLE = devPeople.map(({ handle, name, email }) => ({
  handle,
  name,
  email: email ?? "",
  initials: initialsOf(name),
}));

/** A second wall behind the code. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

export function isAtThisMachine(c: Web, { settings }: Deps): boolean {
  const forwarded = FORWARDED.some((name) => c.req.header(name) !== undefined);
  return settings.development && isLoopbackHost(c) && !forwarded;
}

/** Signing in without a proof of who one is: only for someone who sits at this machine. */
export function requireDevelopment(c: Web, deps: Deps): void {
  if (isAtThisMachine(c, deps)) return;
  throw new Problem(
    "forbidden",
    "The development sign-in works on this machine only.",
    `Open Pulse at its own address, ${deps.settings.publicUrl}, without a proxy between.`,
  );
}

export async function developmentOf(c: Web, deps: Deps, error = ""): Promise<Development | null> {
  if (!isAtThisMachine(c, deps)) return null;
  return error === "" && (await knowsBrowser(c, deps)) ? { known: true, people: PEOPLE } : { known: false, error };
}

/** A code lets the browser in for good, and its person in as the first of the made-up people. */
export async function tryCode(c: Web, deps: Deps, typed: string): Promise<Tried> {
  const found = codesOf(deps).take(typed);
  if (found !== "right") return REFUSALS[found];
  await rememberBrowser(c, deps);
  return { session: await signIn(deps, PEOPLE[0]?.handle ?? "") };
}

/** One of the made-up people, for a browser that a code let in. */
export async function tryPerson(c: Web, deps: Deps, handle: string): Promise<Session> {
  if (await knowsBrowser(c, deps)) return signIn(deps, handle);
  throw new Problem(
    "forbidden",
    "This browser was not let in yet.",
    "Open the sign-in link that the terminal shows, or type its code.",
  );
}

const REFUSALS: Record<"spent" | "wrong" | "busy", Tried> = {
  spent: {
    refused: "That link was used already. The terminal shows a new one, which begins with “Another browser”.",
    status: 403,
  },
  wrong: { refused: "That is not the code. Copy the newest one that the terminal shows.", status: 403 },
  busy: {
    refused: "Too many wrong codes. The terminal shows a new one; wait a minute if that is refused, too.",
    status: 429,
  },
};

function codesOf({ signInCodes }: Deps): SignInCodes {
  if (signInCodes) return signInCodes;
  throw new Problem("forbidden", "This Pulse gives no sign-in links.", "Start it with npm start, and open its link.");
}
