import { listTeam } from "../../../db/app/people.ts";
import type { Profile } from "../../../db/app/tables.ts";
import { isRepoName } from "../../../webhooks/contract/github-names.ts";
import { isByReleases } from "../../clock/chosen-range.ts";
import { datesOf } from "../../clock/chosen-window.ts";
import { findLastWindowEnd, listProfiles } from "../../../db/app/profiles.ts";
import { rulesOver } from "../../profiles/rules-over.ts";
import { ruledBy } from "../../profiles/rules-text.ts";
import { BLANK, formOfBrief, windowIn, type BriefForm } from "../../updates/brief-form.ts";
import { writerFields } from "../../updates/writer-fields.ts";
import { composeModal } from "../blocks/compose.ts";
import type { ModalView } from "../blocks/shapes.ts";
import type { SlackDeps } from "../deps.ts";
import { writeMeta, type ComposeMeta } from "./compose-form.ts";
import { firstChannel } from "../../pickers.ts";
import { obstacleText } from "../../obstacle.ts";

/** What the form begins with: a profile, or nothing. */
type Base = { form: BriefForm; profile: Profile | null; profiles: Profile[]; lastUntil: Date | null };

/** A profile that was deleted meanwhile is none. */
export async function baseOf(deps: SlackDeps, teamId: string, { profile: slug, zone }: ComposeMeta): Promise<Base> {
  const profiles = await listProfiles(deps.db, teamId);
  const profile = profiles.find((one) => one.slug === slug) ?? null;
  if (!profile) return { form: { ...BLANK, time_zone: zone }, profile, profiles, lastUntil: null };
  const form = formOfBrief(profile.brief, profile.channel);
  const sources = await withoutDefaults(deps, form.sources);
  const lastUntil = await findLastWindowEnd(deps.db, profile.id);
  // Without a last one there is nothing to go on from.
  const preset = form.preset === "last" && !lastUntil ? BLANK.preset : form.preset;
  return { form: { ...form, sources, preset }, profile, profiles, lastUntil };
}

/** A branch that is the repository's own needs no saying: another repository may be chosen beside it. */
async function withoutDefaults({ pickers }: SlackDeps, sources: BriefForm["sources"]): Promise<BriefForm["sources"]> {
  const known = (await pickers.repositories()) ?? [];
  return sources.map(({ repo, base_branch }) => {
    const own = known.find((one) => one.repo === repo)?.default_branch;
    return { repo, base_branch: base_branch === own ? "" : base_branch };
  });
}

/** And back: every source with the branch that is read. */
export async function withDefaults({ pickers }: SlackDeps, form: BriefForm): Promise<BriefForm> {
  const known = (await pickers.repositories()) ?? [];
  const sources = await Promise.all(
    form.sources.map(async ({ repo, base_branch }) => {
      if (base_branch || !isRepoName(repo)) return { repo, base_branch };
      const own = known.find((one) => one.repo === repo)?.default_branch;
      return { repo, base_branch: own ?? (await pickers.branches(repo))?.default_branch ?? "" };
    }),
  );
  return { ...form, sources };
}

/** The whole form, with what stands in it. */
export async function drawCompose(
  deps: SlackDeps,
  teamId: string,
  meta: ComposeMeta,
  { profile, profiles, lastUntil }: Base,
  form: BriefForm,
): Promise<ModalView> {
  const repos = form.sources.map(({ repo }) => repo).filter(isRepoName);
  const [repositories, channels, offered, obstacle, tags] = await Promise.all([
    deps.pickers.repositories(),
    deps.pickers.channels(),
    deps.pickers.models(),
    deps.pickers.obstacle(),
    isByReleases(windowIn(form)) ? deps.pickers.tags(repos) : null,
  ]);
  const writer = writerFields(form, offered);
  const { tone, custom_prompt, max_iterations } = form;
  const kept = writer.without_model ? { tone, custom_prompt, max_iterations } : undefined;
  const channel = form.channel || firstChannel(channels);
  const name = channels?.find(({ id }) => id === channel)?.name ?? channel;
  const over = { team_id: teamId, profile_id: profile?.id ?? null, channel: { id: channel, name } };
  const [held, people] = await Promise.all([rulesOver(deps.db, over), listTeam(deps.db, teamId)]);
  return composeModal({
    meta: writeMeta({ ...meta, kept }),
    draw: meta.draw,
    with_context: meta.with_context,
    form: { ...form, channel },
    profiles,
    profile: profile && { slug: profile.slug, name: profile.name },
    approval: ruledBy(held, people),
    obstacle: obstacle ? obstacleText(obstacle) : "",
    repositories: repositories && repositories.map(({ repo }) => repo),
    channels,
    since_last: lastUntil !== null,
    tags,
    dates: datesIn(form, deps.clock(), lastUntil),
    models: writer.models,
    tones: writer.tones,
    without_model: writer.without_model,
  });
}

/** The days that the window before stood for, when somebody goes over to dates. */
function datesIn(form: BriefForm, now: Date, lastUntil: Date | null): { from: string; to: string } {
  if (form.preset === "dates" && form.from && form.to) return { from: form.from, to: form.to };
  const choice = windowIn(form);
  const isOther = choice.preset === "dates" || isByReleases(choice);
  return datesOf(isOther ? { preset: "7d" } : choice, form.time_zone, now, lastUntil);
}
