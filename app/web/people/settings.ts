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
import { settingsView, type SettingsView } from "./settings-view.ts";

export type SettingsPages = { "settings/page": SettingsView };

/** People: everybody sees who is there and keeps their own GitHub login; admins change the rest. */
export function settingsRoutes(deps: WebDeps<SettingsPages>) {
  const changed =
    (work: (actor: Actor, id: string, fields: Fields) => Promise<unknown>): Handler =>
    async (c) => {
      const fields = await fieldsOf(c);
      return orShown(c, deps, () => work(c.var.actor, idOf(c), fields));
    };
  return {
    "GET /settings": (c) => drawSettings(c, deps),
    "POST /settings/github": changed((actor, _id, fields) =>
      linkGithub(deps, actor, actor.id ?? "", {
        login: field(fields, "login"),
        opt_out: field(fields, "opt_out") !== "",
      }),
    ),
    "POST /settings/slack-guests": changed((actor, _id, fields) =>
      welcomeGuests(deps, actor, field(fields, "welcome") !== ""),
    ),
    "POST /settings/people/:id": changed(async (actor, id, fields) => {
      if (fields["role"]) await changeRole(deps, actor, id, { role: field(fields, "role") });
      if (fields["login"]) await linkGithub(deps, actor, id, { login: field(fields, "login"), opt_out: false });
    }),
    "POST /settings/people/:id/deactivation": changed((actor, id) => deactivate(deps, actor, id)),
    "POST /settings/people/:id/reactivation": changed((actor, id) => reactivate(deps, actor, id)),
  } satisfies Partial<Record<RouteName, Handler>>;
}

/** What does not work is said on the page, above the people. */
async function orShown(c: Web, deps: WebDeps<SettingsPages>, work: () => Promise<unknown>): Promise<Response> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.code === "not_found") throw error;
    const { message, remedy } = error;
    return drawSettings(c, deps, { message, remedy }, error.status);
  }
  setFlash(c, "saved");
  return seeOther(c, "/settings");
}

async function drawSettings(
  c: Web,
  deps: WebDeps<SettingsPages>,
  problem: SettingsView["problem"] = null,
  status = 200,
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
    problem,
    unmet,
    slack_guests: team.slack_guests,
  });
  return page(c, deps, "settings/page", view, { title: "Settings", status });
}
