import { fileURLToPath } from "node:url";
import { Eta } from "eta";
import { SHOWN_LIMITS } from "../limits.ts";
import type { ApprovalsView } from "./approvals.ts";
import type { Assets } from "./assets.ts";
import type { CallView } from "./call-view.ts";
import type { ComposeView, RepricedView } from "./compose-view.ts";
import type { ModelCard } from "./connections-model.ts";
import type { SlackCard } from "./connections-slack.ts";
import type { ConnectionCard, ConnectionsView } from "./connections.ts";
import type { Flash } from "./flash.ts";
import type { Action } from "../people/policy.ts";
import { formats } from "./format.ts";
import { icon } from "./icons.ts";
import type { ProblemView } from "./problem-page.ts";
import type { ProfileFormView, ProfilesView } from "./profiles-view.ts";
import type { QuestionView } from "./question-view.ts";
import type { RunPageView } from "./run-page-view.ts";
import type { SettingsView } from "./settings-view.ts";
import type { ScheduleView } from "./schedules-view.ts";
import type { SignInView } from "./sign-in.ts";
import type { TypingView } from "./typing.ts";
import type { UpdateView } from "./update-view.ts";
import type { UpdatesView } from "./updates-view.ts";
import type { WhyView } from "./why-view.ts";

/** Every template that a route draws, with what it needs. Parts that templates include are not listed. */
export interface Views {
  "compose/page": ComposeView;
  "compose/repriced": RepricedView;
  "updates/page": UpdateView;
  "updates/status": UpdateView;
  "updates/typing": TypingView;
  "updates/stale": {
    update: { id: string; title: string };
    yours: string;
    newest: string;
    newest_by: string;
    newest_revision: number;
    newest_copy: string;
    correcting: boolean;
  };
  "updates/question": QuestionView;
  "updates/list": UpdatesView;
  "updates/why": WhyView;
  "updates/why-page": WhyView;
  "runs/page": RunPageView;
  "runs/timeline": RunPageView;
  "runs/call": { call: CallView; update: { title: string; run: string } };
  "runs/call-body": { call: CallView };
  "approvals/page": ApprovalsView;
  "profiles/list": ProfilesView;
  "profiles/form": ProfileFormView;
  "schedules/page": ScheduleView;
  "connections/page": ConnectionsView;
  "connections/card": ConnectionCard;
  "connections/model-card": ModelCard;
  "connections/slack-card": SlackCard;
  "settings/page": SettingsView;
  "sign-in": SignInView;
  problem: ProblemView;
  "problem-toast": ProblemView;
}

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
  /** The page looks again by itself, even without JavaScript. */
  refresh: boolean;
};

export type Draw = <Name extends keyof Views>(name: Name, view: Views[Name], shell: Shell) => string;

const views = fileURLToPath(new URL("../../views/", import.meta.url));

/** What every template may call. */
export const TEMPLATE_HEADER =
  "const { icon, asset, limits, day, moment, clock, ago, count, many, seconds, allowed } = it.h;";

/** @param strict A value that is not there is an error with file and line, instead of an empty place on the page. */
export function renderer(assets: Assets, strict: boolean): Draw {
  const eta = new Eta({
    views,
    cache: true,
    debug: strict,
    autoTrim: [false, "nl"],
    autoFilter: true,
    filterFunction: strict ? present : (value) => (value ?? "") as string,
    functionHeader: TEMPLATE_HEADER,
  });
  const fixed = { icon, asset: assets.url, limits: SHOWN_LIMITS };
  return (name, view, shell) =>
    eta.render(`/${name}`, { ...view, shell, h: { ...fixed, ...formats(shell.timeZone), allowed: allowedIn(shell) } });
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
