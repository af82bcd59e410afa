import { findTeam, listTeam } from "../../../db/app/people.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Actor } from "../../deps.ts";
import { changeRole } from "../../people/change-role.ts";
import { deactivate } from "../../people/deactivate.ts";
import { linkGithub } from "../../people/link-github.ts";
import { reactivate } from "../../people/reactivate.ts";
import { proposeLogins } from "../../people/propose-logins.ts";
import { welcomeGuests } from "../../people/welcome-guests.ts";
import { mayDo } from "../../people/policy.ts";
import { profilesOfNobody } from "../../profiles/profiles-of-nobody.ts";
import { field, idOf, seeOther, type Fields, type Handler, type Web } from "../page/context.ts";
import { setFlash } from "../page/flash.ts";
import { page, type WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";
import { settingsView, type Refused, type SettingsView } from "./settings-view.ts";

export type SettingsPages = { "settings/page": SettingsView };

/** One thing that a form asks for; `at`: the field that is about it, and whose it is. */
type Step = { work: () => Promise<unknown>; at?: Pick<Refused, "person" | "field"> };

/** People: everybody sees who is there and keeps their own GitHub login; admins change the rest. */
export function settingsRoutes(deps: WebDeps<SettingsPages>) {
  const changed =
    (steps: (actor: Actor, id: string, fields: Fields) => Step[]): Handler =>
    async (c) => {
      const fields = await fieldsOf(c);
      for (const step of steps(c.var.actor, idOf(c), fields)) {
        const refused = await tried(step);
        if (refused) return drawSettings(c, deps, { ...refused, typed: typedIn(fields) });
      }
      setFlash(c, "saved");
      return seeOther(c, "/settings");
    };
  const plain = (work: (actor: Actor, id: string, fields: Fields) => Promise<unknown>): Handler =>
    changed((...asked) => [{ work: () => work(...asked) }]);
  return {
    "GET /settings": (c) => drawSettings(c, deps),
    "POST /settings/github": changed((actor, _id, fields) => {
      const { login, opt_out } = typedIn(fields);
      const work = () => linkGithub(deps, actor, actor.id ?? "", { login, opt_out });
      return [{ work, at: { person: null, field: "login" } }];
    }),
    "POST /settings/slack-guests": plain((actor, _id, fields) =>
      welcomeGuests(deps, actor, field(fields, "welcome") !== ""),
    ),
    "POST /settings/people/:id": changed((person, id, fields) => {
      const { role, login } = typedIn(fields);
      const ofRole = () => changeRole(deps, person, id, { role });
      const ofLogin = () => linkGithub(deps, person, id, { login, opt_out: false });
      return [
        ...(fields["role"] ? [{ work: ofRole, at: { person: id, field: "role" as const } }] : []),
        ...(fields["login"] ? [{ work: ofLogin, at: { person: id, field: "login" as const } }] : []),
      ];
    }),
    "POST /settings/people/:id/deactivation": plain((actor, id) => deactivate(deps, actor, id)),
    "POST /settings/people/:id/reactivation": plain((actor, id) => reactivate(deps, actor, id)),
  } satisfies Partial<Record<RouteName, Handler>>;
}

const typedIn = (fields: Fields): Refused["typed"] => ({
  role: field(fields, "role"),
  login: field(fields, "login"),
  opt_out: field(fields, "opt_out") !== "",
});

type Refusal = { problem: Problem; at: Step["at"] };

/** What does not work is said on the page: at its field, or above the people. A right that is missing is no field's fault. */
async function tried({ work, at }: Step): Promise<Refusal | null> {
  try {
    await work();
    return null;
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code === "not_found") throw problem;
    const isOfField = problem.code === "invalid" || problem.code === "conflict";
    return { problem, at: isOfField ? at : undefined };
  }
}

async function drawSettings(
  c: Web,
  deps: WebDeps<SettingsPages>,
  refusal: (Refusal & Pick<Refused, "typed">) | null = null,
): Promise<Response> {
  const { person } = c.var;
  const [team, people, proposals] = await Promise.all([
    findTeam(deps.db),
    listTeam(deps.db, person.team_id),
    proposeLogins(deps.db, person.team_id),
  ]);
  const admin = mayDo({ ...person, surface: "web" }, "people.change").ok;
  const unmet = admin ? await profilesOfNobody(deps.db, person.team_id, deps.clock()) : [];
  const view = settingsView(people, {
    me: person.id,
    admin,
    proposals,
    problem: refusal && !refusal.at ? refusal.problem : null,
    refused: refusal?.at ? { ...refusal.at, text: textOf(refusal.problem), typed: refusal.typed } : null,
    unmet,
    slack_guests: team.slack_guests,
  });
  return page(c, deps, "settings/page", view, { title: "Settings", status: refusal?.problem.status ?? 200 });
}

const textOf = ({ message, remedy }: Problem): string => `${message} ${remedy}`;
