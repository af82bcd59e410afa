import { listTeam } from "../../../db/app/people.ts";
import type { Channel } from "../../../db/app/columns.ts";
import type { Brief, Profile } from "../../../db/app/tables.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import { dateRange, type DateRange } from "../../../webhooks/contract/parameters.ts";
import { seenTag, type SeenTag } from "../../../webhooks/contract/range.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { getProfile } from "../../profiles/get-profile.ts";
import { findLastWindowEnd, listProfiles } from "../../../db/app/profiles.ts";
import { rulesOver } from "../../profiles/rules-over.ts";
import { checkAsked } from "../../updates/check-asked.ts";
import { compose } from "../../updates/compose.ts";
import { loadUpdate } from "../../updates/load.ts";
import { tryAgain } from "../../updates/try-again.ts";
import { briefFields, chosenWindow, type BriefFields } from "./brief-fields.ts";
import { BLANK, formOfBrief, type BriefForm, type FieldErrors } from "../../updates/brief-form.ts";
import { withAnnounced } from "./with-announced.ts";
import { readBriefForm } from "./read-brief-form.ts";
import type { ComposeView, ProfileChoice, RepricedView } from "./compose-view.ts";
import { field, idOf, isPartial, queryOf, seeOther, type Fields, type Handler, type Web } from "../page/context.ts";
import type { Counted } from "../cost/cost-view.ts";
import type { EvidenceView } from "./evidence-view.ts";
import { askBudget, costFor, evidenceFor } from "./forecast.ts";
import { mistakesIn } from "../page/mistakes.ts";
import { refLink } from "../page/template-link.ts";
import { page, part, zoneOf, type WebDeps } from "../page/page.ts";
import { uuidOr } from "../page/path-ids.ts";
import { fieldsOf } from "../page/read-form.ts";
import { ruledBy } from "../../profiles/rules-text.ts";
import type { RouteName } from "../page/rights.ts";
import { writerFields } from "../../updates/writer-fields.ts";

type Composing = {
  form: BriefForm;
  profile: Profile | null;
  lastUntil: Date | null;
  /** "Since last" was wanted, and there is no last one: days are read, and that is said. */
  noLast: boolean;
  /** The instants of the list that was shown, where the same window is still chosen. */
  shown: DateRange | null;
  /** Where the tags of the list that was shown stand; the same. */
  tags: SeenTag[];
  again: ComposeView["again"];
};

type Look = {
  show: boolean;
  evidenceId?: string;
  errors?: FieldErrors;
  problem?: ComposeView["problem"];
  status?: number;
};

export type ComposePages = {
  "compose/page": ComposeView;
  "compose/repriced": RepricedView;
};

export function composeRoutes(deps: WebDeps<ComposePages>) {
  return {
    "GET /compose": async (c) => {
      const query = queryOf(c);
      const composing = await composingOf(c, deps, query);
      return drawCompose(c, deps, composing, { show: field(query, "show") !== "" });
    },
    // Nothing is made here: the form is drawn again with what was typed, and with the pull requests it would read.
    "POST /compose": async (c) => {
      const fields = await fieldsOf(c);
      const composing = await composingOf(c, deps, fields);
      const form = withAnnounced(withAction(composing.form, field(fields, "do")), fields);
      const look = { show: true, evidenceId: uuidOr(field(fields, "evidence_id")) };
      return drawCompose(c, deps, { ...composing, form }, look);
    },
    // For htmx: the model, the rounds or the ticks have changed, so the cost has. The pull requests are not read again.
    "POST /compose/estimate": async (c) => {
      const fields = await fieldsOf(c);
      const composing = await composingOf(c, deps, fields);
      if (!isPartial(c)) return drawCompose(c, deps, composing, { show: true });
      return part(c, deps, "compose/repriced", await repriced(deps, composing, fields));
    },
    "POST /updates": async (c) => {
      const fields = await fieldsOf(c);
      const composing = await composingOf(c, deps, fields);
      return orShown(c, deps, composing, async (brief, channel) => {
        const previewed_digest = field(fields, "previewed_digest") || null;
        const profile_id = composing.profile?.id ?? null;
        const seen = { previewed_digest, previewed_window: composing.shown, previewed_tags: composing.tags };
        const update = await compose(deps, c.var.actor, { brief, channel, profile_id, ...seen });
        return seeOther(c, `/updates/${update.id}`);
      });
    },
    // A new draft of the same update: with the brief as it was, or as the form says.
    "POST /updates/:id/generations": async (c) => {
      const fields = await fieldsOf(c);
      if (!fields["repo"]) return again(c, deps, {});
      const composing = await composingOf(c, deps, { ...fields, from_update: [idOf(c)], again: ["1"] });
      const { shown, tags } = composing;
      return orShown(c, deps, composing, (brief) => again(c, deps, { brief, shown, tags }));
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

/** Does it with the brief that the form holds. Whatever is wrong with that is said in the form, with everything that was typed. */
async function orShown(
  c: Web,
  deps: WebDeps<ComposePages>,
  composing: Composing,
  work: (brief: Brief, channel: Channel) => Promise<Response>,
): Promise<Response> {
  const read = await checked(deps, composing);
  if (!read.ok) return drawCompose(c, deps, composing, { show: true, errors: read.errors, status: 422 });
  try {
    return await work(read.brief, read.channel);
  } catch (error) {
    if (!(error instanceof Problem) || error.code === "not_found") throw error;
    const { message, remedy, status } = error;
    return drawCompose(c, deps, composing, { show: true, problem: { message, remedy }, status });
  }
}

type Again = { brief?: Brief; shown?: DateRange | null; tags?: SeenTag[] };

async function again(c: Web, deps: WebDeps, input: Again): Promise<Response> {
  await tryAgain(deps, c.var.actor, idOf(c), input);
  return seeOther(c, `/updates/${idOf(c)}`);
}

/** What the fields say, on top of the profile or the earlier update that they name. */
async function composingOf(c: Web, deps: WebDeps, fields: Fields): Promise<Composing> {
  const { db } = deps;
  const [slug, from] = [field(fields, "profile"), field(fields, "from_update") || field(fields, "from_id")];
  const earlier = from ? await loadUpdate(deps, c.var.actor, from) : null;
  const profile = slug ? await getProfile(db, c.var.actor.team_id, slug) : (earlier?.profile ?? null);
  const base = earlier
    ? formOfBrief(earlier.update.brief, earlier.update.channel)
    : profile && formOfBrief(profile.brief, profile.channel);
  const read = readBriefForm(fields, base ?? { ...BLANK, time_zone: zoneOf(c) });
  const lastUntil = profile && (await findLastWindowEnd(db, profile.id));
  const noLast = profile !== null && lastUntil === null && read.preset === "last";
  const form = noLast ? { ...read, preset: BLANK.preset } : read;
  const again = earlier && field(fields, "again") ? { id: earlier.update.id, title: earlier.update.title } : null;
  return {
    form,
    profile,
    again,
    shown: shownIn(fields, form),
    tags: tagsShown(fields, form),
    lastUntil,
    noLast,
  };
}

function shownIn(fields: Fields, form: BriefForm): DateRange | null {
  const [since, until] = [field(fields, "shown_since"), field(fields, "shown_until")];
  const read = dateRange.safeParse({ since, until, time_zone: form.time_zone });
  return read.success && field(fields, "shown_for") === chosenWindow(form) ? read.data : null;
}

/** "acme/harbor v1.4.0 0a1b2c3": as the list that was shown has them. */
function tagsShown(fields: Fields, form: BriefForm): SeenTag[] {
  if (field(fields, "shown_for") !== chosenWindow(form)) return [];
  return (fields["shown_tag"] ?? []).slice(0, 2 * LIMITS.sources).flatMap((text) => {
    const [repo, tag, sha] = text.split(" ");
    return seenTag.safeParse({ repo, tag, sha }).data ?? [];
  });
}

async function drawCompose(
  c: Web,
  deps: WebDeps<ComposePages>,
  { form, profile, lastUntil, noLast, shown: before, again }: Composing,
  { show, evidenceId = "", errors = {}, problem = null, status = 200 }: Look,
): Promise<Response> {
  const around = { now: deps.clock(), lastUntil, noLast, redraw: "/compose", errors, dates: true };
  const budget = askBudget(deps, show);
  const asking = [briefFields(form, deps.pickers, around), deps.pickers.models(), deps.pickers.obstacle()] as const;
  const [fields, offered, obstacle] = await Promise.all(asking);
  const sources = fields.sources.map(({ repo, base_branch }) => ({ repo, base_branch }));
  const asked = { form: { ...form, sources, channel: fields.channel }, lastUntil, shown: before };
  const reader = { team_id: c.var.actor.team_id, profile_id: profile?.id ?? null };
  const evidence = show ? await evidenceFor(deps, asked, evidenceId, reader) : ({ kind: "idle" } as const);
  const cost = await costFor(deps, asked, countedIn(evidence), { offered, budget });
  const mistakes = mistakesIn(errors, sources.length);
  const profiles = isPartial(c) ? [] : (await listProfiles(deps.db, c.var.actor.team_id)).map(choiceOf);
  const shown = profile && { slug: profile.slug, name: profile.name, template: refLink(profile.template) };
  const approval = await approvalOver(c, deps, fields, profile?.id ?? null);
  const view = { fields, evidence, cost, obstacle, profile: shown, profiles, approval, again, mistakes, problem };
  return page(c, deps, "compose/page", view, { title: "Compose", current: "/compose", status });
}

/** Which rules will hold, said before anybody asks for a text: also where it is composed without the profile that made them. */
async function approvalOver(
  c: Web,
  { db }: WebDeps,
  { channel: id, channels }: BriefFields,
  profile_id: string | null,
): Promise<string> {
  const { team_id } = c.var.actor;
  const channel = { id, name: channels?.find((one) => one.id === id)?.name ?? id.replace(/^#/, "") };
  return ruledBy(await rulesOver(db, { team_id, profile_id, channel }), await listTeam(db, team_id));
}

const countedIn = (evidence: EvidenceView): Counted | null => (evidence.kind === "ready" ? evidence : null);

/** What the form lists counts; a list that is still to come is asked for once more, so that nothing stale arrives. */
async function repriced(deps: WebDeps, { form, lastUntil, shown }: Composing, fields: Fields): Promise<RepricedView> {
  const budget = askBudget(deps, true);
  const offered = await deps.pickers.models();
  const listed = fields["listed"] && field(fields, "listed").split(" ").filter(Boolean).length;
  const counted = listed === undefined ? null : { included: listed - form.ignored_prs.length, total: listed };
  const id = uuidOr(field(fields, "evidence_id"));
  const evidence: EvidenceView = id ? { kind: "reading", id } : { kind: "idle" };
  return {
    fields: {
      ...writerFields(form, offered),
      reprice: "/compose/estimate",
      errors: {},
      ignored: form.ignored_prs.join(" "),
      chosen: chosenWindow(form),
      sources: form.sources,
      // The sources stay as they are drawn.
      repositories: [],
    },
    cost: await costFor(deps, { form, lastUntil, shown }, counted, { offered, budget }),
    evidence: counted ? null : evidence,
  };
}

function choiceOf({ slug, name, channel, brief }: Profile): ProfileChoice {
  return {
    slug,
    name,
    channel: channel.name,
    repos: brief.sources.map(({ repo }) => repo.split("/")[1] ?? repo).join(", "),
  };
}

/** "add" and "remove:1" are the two things a person can do to the list of sources. */
export function withAction(form: BriefForm, action: string): BriefForm {
  if (action === "add") return { ...form, sources: [...form.sources, { repo: "", base_branch: "" }] };
  const [, index] = /^remove:(\d)$/.exec(action) ?? [];
  if (index === undefined || form.sources.length === 1) return form;
  return { ...form, sources: form.sources.toSpliced(Number(index), 1) };
}

/** The form as a brief; or null, and `errors` says what is wrong where. */
async function checked(deps: WebDeps, { form, lastUntil }: Composing) {
  const [channels, offered] = await Promise.all([deps.pickers.channels(), deps.pickers.models()]);
  return checkAsked(deps, form, { now: deps.clock(), lastUntil, channels, offered });
}
