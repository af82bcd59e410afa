import { listTeam } from "../../../db/app/people.ts";
import { beforePostings, type BeforePosting, type NamesAs, type Profile, waysToName } from "../../../db/app/tables.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { mayDo, type Action } from "../../people/policy.ts";
import { whyGone } from "../../people/why-gone.ts";
import { policyOf } from "../../policies/policy-of.ts";
import { deleteProfile } from "../../profiles/delete-profile.ts";
import { getProfile } from "../../profiles/get-profile.ts";
import { findLastWindowEnd, listProfiles } from "../../../db/app/profiles.ts";
import { saveProfile } from "../../profiles/save-profile.ts";
import { loadScheduleOf } from "../../schedules/load-schedule-of.ts";
import { findSchedule } from "../../../db/app/schedules.ts";
import { BLANK, formOfBrief, type BriefForm, type FieldErrors } from "../../updates/brief-form.ts";
import { checkAsked } from "../../updates/check-asked.ts";
import { generateFromProfile } from "../../updates/generate-from-profile.ts";
import { ANALYSIS, WINDOWS } from "../../words.ts";
import { briefFields } from "../compose/brief-fields.ts";
import { withAction } from "../compose/compose.ts";
import { field, seeOther, slugOf, type Fields, type Handler, type Web } from "../page/context.ts";
import { setFlash } from "../page/flash.ts";
import { mistakesIn } from "../page/mistakes.ts";
import { page, zoneOf, type WebDeps } from "../page/page.ts";
import { templateChoices } from "./template-choices.ts";
import { formOfRules, readRules, rulesFields, rulesOfForm, type RulesForm } from "./profile-rules.ts";
import type { ProfileCard, ProfileFormView, ProfilesView } from "./profiles-view.ts";
import { readBriefForm } from "../compose/read-brief-form.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";
import { summaryOf } from "../schedules/schedules-view.ts";

type Draft = {
  form: BriefForm;
  rules: RulesForm | null;
  name: string;
  slug: string | null;
  before_posting: BeforePosting;
  names_as: NamesAs;
  /** Undefined: the form that was sent had no such field. */
  template?: string | null;
};

export type ProfilePages = {
  "profiles/list": ProfilesView;
  "profiles/form": ProfileFormView;
};

export function profileRoutes(deps: WebDeps<ProfilePages>) {
  const mine = (c: Web) => getProfile(deps.db, c.var.actor.team_id, slugOf(c));
  return {
    "GET /profiles": async (c) => {
      const profiles = await listProfiles(deps.db, c.var.actor.team_id);
      const cards = await Promise.all(profiles.map((one) => shownCard(deps, one)));
      const { ok: may } = mayDo({ ...c.var.person, surface: "web" }, "profile.save");
      return page(c, deps, "profiles/list", { profiles: cards, may }, { title: "Profiles", current: "/profiles" });
    },
    "GET /profiles/new": (c) =>
      drawForm(c, deps, {
        form: { ...BLANK, time_zone: zoneOf(c) },
        rules: null,
        name: "",
        slug: null,
        before_posting: "ask",
        names_as: "logins",
      }),
    // "Save as profile" in Compose, and every redrawing of the form, new or not.
    "POST /profiles/new": async (c) => {
      const draft = draftIn(await fieldsOf(c), zoneOf(c));
      return drawForm(c, deps, draft);
    },
    "POST /profiles": async (c) => store(c, deps, draftIn(await fieldsOf(c), zoneOf(c))),
    "GET /profiles/:slug": async (c) => {
      const { brief, channel, approval, ...kept } = await mine(c);
      return drawForm(c, deps, { form: formOfBrief(brief, channel), rules: formOfRules(approval), ...kept });
    },
    "POST /profiles/:slug": async (c) => {
      const { id, slug } = await mine(c);
      return store(c, deps, { ...draftIn(await fieldsOf(c), zoneOf(c)), slug }, id);
    },
    "POST /profiles/:slug/updates": async (c) => {
      const update = await generateFromProfile(deps, c.var.actor, slugOf(c));
      return seeOther(c, `/updates/${update.id}`);
    },
    "POST /profiles/:slug/deletion": async (c) => {
      await deleteProfile(deps, c.var.actor, (await mine(c)).id);
      setFlash(c, "profile_deleted");
      return seeOther(c, "/profiles");
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

function draftIn(fields: Fields, timeZone: string): Draft {
  const read = readBriefForm(fields, { ...BLANK, time_zone: timeZone });
  // A profile says how far back, not which days or hours: those were Compose's.
  const form = {
    ...withAction(read, field(fields, "do")),
    ...(["dates", "instants", "tags"].includes(read.preset) && { preset: "7d" }),
    from_tag: "",
    to_tag: "",
    from: "",
    to: "",
    since: "",
    until: "",
    ignored_prs: [],
  };
  return {
    form,
    rules: readRules(fields),
    name: field(fields, "name"),
    slug: field(fields, "slug") || null,
    before_posting: beforePostings.find((one) => one === field(fields, "before_posting")) ?? "ask",
    names_as: waysToName.find((one) => one === field(fields, "names_as")) ?? "logins",
    ...(fields["template"] && { template: field(fields, "template") || null }),
  };
}

/** Long enough to be a window. */
const A_DAY_MS = 24 * 3_600_000;

async function store(c: Web, deps: WebDeps<ProfilePages>, draft: Draft, id?: string): Promise<Response> {
  const now = deps.clock();
  // "Since last" is right for a profile even before there is a last one.
  const lastUntil = new Date(now.getTime() - A_DAY_MS);
  const [channels, offered] = await Promise.all([deps.pickers.channels(), deps.pickers.models()]);
  const read = await checkAsked(deps, draft.form, { now, lastUntil, channels, offered });
  if (!read.ok) return drawForm(c, deps, draft, draft.name ? read.errors : { ...read.errors, name: "Give it a name." });
  try {
    const { brief, channel } = read;
    await saveProfile(deps, c.var.actor, {
      ...(id && { id }),
      name: draft.name,
      time_zone: brief.time_zone,
      channel,
      brief,
      before_posting: draft.before_posting,
      names_as: draft.names_as,
      ...(draft.template !== undefined && { template: draft.template }),
      ...(draft.rules && { approval: rulesOfForm(draft.rules) }),
    });
  } catch (error) {
    if (!(error instanceof Problem) || error.code === "not_found") throw error;
    const { message, remedy, status } = error;
    const path = error.details[0]?.path;
    if (path === undefined) return drawForm(c, deps, draft, {}, { message, remedy, status });
    return drawForm(c, deps, draft, { [path]: `${message} ${remedy}` });
  }
  setFlash(c, "profile_saved");
  return seeOther(c, "/profiles");
}

async function drawForm(
  c: Web,
  deps: WebDeps<ProfilePages>,
  { form, rules: typed, name, slug, before_posting, names_as, template }: Draft,
  errors: FieldErrors = {},
  problem: (NonNullable<ProfileFormView["problem"]> & { status: number }) | null = null,
): Promise<Response> {
  const around = { now: deps.clock(), lastUntil: null, redraw: "/profiles/new", errors, dates: false };
  const mistakes = mistakesIn(errors, form.sources.length);
  const fields = await briefFields(form, deps.pickers, around);
  const { person } = c.var;
  const may = (action: Action) => mayDo({ ...person, surface: "web" }, action).ok;
  const saved = slug ? await getProfile(deps.db, person.team_id, slug) : null;
  // A form without rules of its own was drawn for somebody who may not change them, or comes from Compose.
  const shown = typed ?? formOfRules(saved?.approval);
  const rules = rulesFields(shown, await listTeam(deps.db, person.team_id), saved, may("profile.rules"));
  const found = slug ? await loadScheduleOf(deps.db, person.team_id, slug, around.now) : null;
  const policy = saved ? (await policyOf(deps.db, saved.id)).number : 0;
  const schedule = found && summaryOf(found, around.now);
  const writers = await templateChoices(deps, template === undefined ? (saved?.template ?? null) : template);
  const title = slug ? "Edit profile" : "New profile";
  const status = problem?.status ?? (mistakes.length > 0 ? 422 : 200);
  return page(
    c,
    deps,
    "profiles/form",
    {
      fields,
      rules,
      before_posting,
      names_as,
      writers,
      policy,
      schedule,
      name,
      slug,
      mistakes,
      problem,
      may: may("profile.save"),
    },
    { title, current: "/profiles", status },
  );
}

async function shownCard({ db }: WebDeps, profile: Profile): Promise<ProfileCard> {
  const schedule = await findSchedule(db, profile.id);
  const ownerless = schedule ? await whyGone(db, schedule.owner_id) : null;
  return { ...cardOf(profile, await findLastWindowEnd(db, profile.id)), ownerless };
}

function cardOf({ slug, name, brief, channel, time_zone }: Profile, last: Date | null): Omit<ProfileCard, "ownerless"> {
  const kind = ANALYSIS.find(({ value }) => value === brief.analysis_type);
  return {
    slug,
    name,
    time_zone,
    last,
    repos: brief.sources.map(({ repo }) => repo),
    channel: channel.name,
    kind: kind?.label ?? brief.analysis_type,
    icon: kind?.icon ?? "newspaper",
    window: WINDOWS[brief.window.preset].told,
  };
}
