import type { Brief, Profile } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { getProfile, lastWindowEnd, listProfiles } from "../profiles/profiles.ts";
import { compose } from "../updates/compose.ts";
import { loadUpdate } from "../updates/load.ts";
import { tryAgain } from "../updates/try-again.ts";
import { resolveRange } from "../updates/window.ts";
import { briefFields, OTHER_REPOSITORY, type BriefFields } from "./brief-fields.ts";
import {
  BLANK,
  checkBrief,
  formOfBrief,
  rangeOf,
  readBriefForm,
  type BriefForm,
  type FieldErrors,
} from "./brief-form.ts";
import type { ComposeView, ProfileChoice } from "./compose-view.ts";
import { field, fieldsOf, idOf, isPartial, queryOf, seeOther, type Fields, type Handler, type Web } from "./context.ts";
import { evidenceView, type EvidenceView } from "./evidence-view.ts";
import { page, zoneOf, type WebDeps } from "./page.ts";
import type { RouteName } from "./rights.ts";

export type Composing = {
  form: BriefForm;
  profile: Profile | null;
  lastUntil: Date | null;
  again: ComposeView["again"];
};

type Look = { show: boolean; evidenceId?: string; errors?: FieldErrors; status?: number };

export function composeRoutes(deps: WebDeps) {
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
      const form = withAction(composing.form, field(fields, "do"));
      const look = { show: true, evidenceId: field(fields, "evidence_id") };
      return drawCompose(c, deps, { ...composing, form }, look);
    },
    "POST /updates": async (c) => {
      const fields = await fieldsOf(c);
      const composing = await composingOf(c, deps, fields);
      const read = await checked(deps, composing);
      if (!read.ok) return drawCompose(c, deps, composing, { show: true, errors: read.errors, status: 422 });
      const previewed_digest = field(fields, "previewed_digest") || null;
      const { brief, channel } = read;
      const profile_id = composing.profile?.id ?? null;
      const update = await compose(deps, c.var.actor, { brief, channel, profile_id, previewed_digest });
      return seeOther(c, `/updates/${update.id}`);
    },
    // A new draft of the same update: with the brief as it was, or as the form says.
    "POST /updates/:id/generations": async (c) => {
      const fields = await fieldsOf(c);
      if (!fields["repo"]) return again(c, deps, {});
      const composing = await composingOf(c, deps, { ...fields, from_update: [idOf(c)], again: ["1"] });
      const read = await checked(deps, composing);
      if (!read.ok) return drawCompose(c, deps, composing, { show: true, errors: read.errors, status: 422 });
      return again(c, deps, { brief: read.brief });
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

async function again(c: Web, deps: WebDeps, input: { brief?: Brief }): Promise<Response> {
  await tryAgain(deps, c.var.actor, idOf(c), input);
  return seeOther(c, `/updates/${idOf(c)}`);
}

/** What the fields say, on top of the profile or the earlier update that they name. */
export async function composingOf(c: Web, deps: WebDeps, fields: Fields): Promise<Composing> {
  const { db } = deps;
  const [slug, from] = [field(fields, "profile"), field(fields, "from_update") || field(fields, "from_id")];
  const earlier = from ? await loadUpdate(deps, c.var.actor, from) : null;
  const profile = slug ? await getProfile(db, c.var.actor.team_id, slug) : (earlier?.profile ?? null);
  const base = earlier
    ? formOfBrief(earlier.update.brief, earlier.update.channel)
    : profile && formOfBrief(profile.brief, profile.channel);
  const form = readBriefForm(fields, base ?? { ...BLANK, time_zone: zoneOf(c) });
  const again = earlier && field(fields, "again") ? { id: earlier.update.id, title: earlier.update.title } : null;
  return { form, profile, again, lastUntil: profile && (await lastWindowEnd(db, profile.id)) };
}

export async function drawCompose(
  c: Web,
  deps: WebDeps,
  { form, profile, lastUntil, again }: Composing,
  { show, evidenceId = "", errors = {}, status = 200 }: Look,
): Promise<Response> {
  const around = { now: deps.clock(), lastUntil, redraw: "/compose", errors, dates: true };
  const fields = await briefFields(form, deps.pickers, around);
  const evidence = show ? await readEvidence(deps, fields, form, lastUntil, evidenceId) : ({ kind: "idle" } as const);
  const mistakes = Object.keys(errors).length;
  const profiles = isPartial(c) ? [] : (await listProfiles(deps.db, c.var.actor.team_id)).map(choiceOf);
  const shown = profile && { slug: profile.slug, name: profile.name };
  const view = { fields, evidence, profile: shown, profiles, again, mistakes };
  return page(c, deps, "compose/page", view, { title: "Compose", current: "/compose", status });
}

export function choiceOf({ slug, name, channel, brief }: Profile): ProfileChoice {
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

/** Asks what such a run would read. Whatever goes wrong is said in the panel; the form stays usable. */
async function readEvidence(
  { pipelines, clock }: WebDeps,
  fields: BriefFields,
  form: BriefForm,
  lastUntil: Date | null,
  evidenceId: string,
): Promise<EvidenceView> {
  const sources = fields.sources.map(({ repo, base_branch }) => ({ repo, base_branch }));
  if (sources.some(({ repo }) => !/^[^/\s]+\/[^/\s]+$/.test(repo) || repo === OTHER_REPOSITORY))
    return { kind: "incomplete" };
  try {
    const date_range = resolveRange(rangeOf(form), form.time_zone, clock(), lastUntil ?? undefined);
    const answer = evidenceId
      ? await pipelines.evidenceById(evidenceId)
      : await pipelines.evidence({ sources, date_range });
    if (answer.status === "reading") return { kind: "reading", id: answer.id };
    return evidenceView(answer.preview, form.ignored_prs, sources.length > 1);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { kind: "problem", message: error.message, remedy: error.remedy, retry: error.code !== "invalid" };
  }
}

/** The form as a brief; or null, and `errors` says what is wrong where. */
async function checked(deps: WebDeps, { form, lastUntil }: Composing) {
  return checkBrief(form, { now: deps.clock(), lastUntil, channels: await deps.pickers.channels() });
}
