import { listProfiles } from "../../../db/app/profiles.ts";
import { BLANK, type BriefForm, type FieldErrors } from "../../updates/brief-form.ts";
import { checkAsked } from "../../updates/check-asked.ts";
import { compose } from "../../updates/compose.ts";
import { askedMessage } from "../blocks/list.ts";
import { usage } from "../blocks/usage.ts";
import type { SlackDeps } from "../deps.ts";
import { urlOf } from "../listed.ts";
import type { Commanded, Commands } from "../seen.ts";
import { teamZone } from "../team-zone.ts";
import { parseNew, type NewAsked } from "./parse-new.ts";

/** `/pulse new owner/repo …`: an update of one repository, without the form. */
export const newUpdate: Commands["new"] = async (deps, seen) => {
  const read = parseNew(seen.words);
  if (!read.ok) return usage(read.wrong, "new");
  const [channels, offered] = await Promise.all([deps.pickers.channels(), deps.pickers.models()]);
  const form = await formOf(deps, seen, read.asked, channels);
  const checked = await checkAsked(deps, form, { now: deps.clock(), lastUntil: null, channels, offered });
  if (!checked.ok) return usage(complaints(checked.errors, read.asked), "new");
  const { brief } = checked;
  const wanted = channelOf(seen, read.asked);
  // Without a list, Slack's own token still says both.
  const channel = !channels && wanted.id ? wanted : checked.channel;
  const asked = { brief, channel, profile_id: null, previewed_digest: null };
  const update = await compose(deps, seen.actor, asked);
  return askedMessage({ ...update, url: urlOf(deps, update) }, brief.time_zone);
};

type Channels = readonly { id: string; name: string }[] | null;

async function formOf(deps: SlackDeps, seen: Commanded, asked: NewAsked, channels: Channels): Promise<BriefForm> {
  const profiles = await listProfiles(deps.db, seen.actor.team_id);
  const wanted = channelOf(seen, asked);
  const named = channels?.find(({ name }) => name === wanted.name)?.id;
  const channel = wanted.id || named || wanted.name;
  const base_branch = asked.branch ?? (await defaultBranch(deps, asked.repo));
  const dates = asked.window?.preset === "dates" ? asked.window : { from: "", to: "" };
  return {
    ...BLANK,
    sources: [{ repo: asked.repo, base_branch }],
    preset: asked.window?.preset ?? (asked.kind === "whats_next" ? "release" : "7d"),
    from: dates.from,
    to: dates.to,
    ...tagsOf(asked),
    ...(asked.kind && { analysis_type: asked.kind }),
    time_zone: teamZone(profiles, channel),
    channel,
    ...(asked.tone && { tone: asked.tone }),
  };
}

function tagsOf({ window }: NewAsked): Partial<BriefForm> {
  if (window?.preset === "release") return { release: window.tag };
  return window?.preset === "tags" ? { from_tag: window.from_tag, to_tag: window.to_tag } : {};
}

const channelOf = ({ channel }: Commanded, asked: NewAsked) => asked.channel ?? channel;

/** As the web's form does: what GitHub says, else "main". */
async function defaultBranch({ pickers }: SlackDeps, repo: string): Promise<string> {
  const listed = (await pickers.repositories())?.find((one) => one.repo.toLowerCase() === repo.toLowerCase());
  return listed?.default_branch ?? (await pickers.branches(repo))?.default_branch ?? "";
}

/** The form's complaints, as answers to what was typed. */
function complaints(errors: FieldErrors, { repo, branch, channel, window }: NewAsked) {
  const dates = rangeTyped(window);
  return Object.entries(errors).map(([field, why]) => {
    if (field === "channel")
      return channel ? { word: `#${channel.name}`, why: NOT_LISTED } : { word: "", why: NOT_HERE };
    if (field.endsWith(".base_branch")) return { word: branch ?? "", why };
    if (field.endsWith(".repo")) return { word: repo, why };
    return { word: RANGE_FIELDS.has(field) ? dates : "", why };
  });
}

const RANGE_FIELDS: ReadonlySet<string> = new Set(["from", "to", "window", "release", "from_tag", "to_tag"]);

function rangeTyped(window: NewAsked["window"]): string {
  if (window?.preset === "dates") return `${window.from}..${window.to}`;
  if (window?.preset === "tags") return `${window.from_tag}..${window.to_tag}`;
  return window?.preset === "release" ? `since ${window.tag || "release"}` : "";
}

const NOT_LISTED = "Pulse does not see that channel. Write /invite @Pulse there first, or name another one.";
const NOT_HERE = "Pulse cannot post into this conversation. Name a channel: --to #channel.";
