import type { Brief, WindowChoice } from "../../db/app/tables.ts";
import type { Channel } from "../../db/app/columns.ts";
import { parameters, timeZone } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { releaseRange } from "../../webhooks/contract/range.ts";
import type { ModelsAnswer } from "../../webhooks/contract/runs.ts";
import { isByReleases, releaseRangeOf } from "../clock/chosen-range.ts";
import { resolveWindow } from "../clock/chosen-window.ts";
import { OWN_LIMITS } from "../limits.ts";
import { isOffered } from "./offered.ts";

/** A brief as it stands in the form: whatever was typed, right or wrong, so that nothing typed is ever lost. */
export type BriefForm = {
  sources: { repo: string; base_branch: string }[];
  preset: string;
  /** Days, yyyy-mm-dd. */
  from: string;
  to: string;
  /** The instants that a schedule set; "" where none did. */
  since: string;
  until: string;
  /** A tag since which is read; "" for the newest release. */
  release: string;
  from_tag: string;
  to_tag: string;
  /** "1": each pull request says whether a release holds it. */
  show_released: string;
  time_zone: string;
  /** A channel's id, or what was typed where no list could be had. */
  channel: string;
  analysis_type: string;
  tone: string;
  custom_prompt: string;
  llm_model: string;
  max_iterations: string;
  ignored_prs: string[];
  /** What somebody said in Slack that the text may draw on; "" for nothing. */
  context: string;
};

/** By field name: "sources.0.repo", "from", "channel". */
export type FieldErrors = Record<string, string>;

/** What the contract says for whatever is not asked. */
const DEFAULTS = parameters.parse({ sources: [{ repo: "owner/repo" }] });

export const BLANK: BriefForm = {
  sources: [{ repo: "", base_branch: "" }],
  preset: "7d",
  time_zone: "UTC",
  channel: "",
  from: "",
  to: "",
  since: "",
  until: "",
  release: "",
  from_tag: "",
  to_tag: "",
  show_released: "",
  analysis_type: DEFAULTS.analysis_type,
  tone: DEFAULTS.tone,
  custom_prompt: DEFAULTS.custom_prompt,
  llm_model: DEFAULTS.llm_model,
  max_iterations: String(DEFAULTS.max_iterations),
  ignored_prs: [],
  context: "",
};

export function formOfBrief({ window, ...brief }: Brief, channel: Channel): BriefForm {
  const { preset, ...chosen } = window;
  const { tag: release = "", ...ends } = { tag: "", ...chosen };
  const { sources, time_zone, analysis_type, tone, custom_prompt, llm_model, ignored_prs } = brief;
  return {
    from: "",
    to: "",
    since: "",
    until: "",
    from_tag: "",
    to_tag: "",
    ...ends,
    release,
    show_released: brief.show_released ? "1" : "",
    sources: [...sources],
    preset,
    time_zone,
    channel: channel.id,
    analysis_type,
    tone,
    custom_prompt,
    llm_model,
    max_iterations: String(brief.max_iterations),
    ignored_prs: [...ignored_prs],
    context: brief.context ?? "",
  };
}

export type Surroundings = {
  now: Date;
  lastUntil: Date | null;
  /** Null: no list of channels could be had, so what was typed counts. */
  channels: readonly { id: string; name: string }[] | null;
  /** The same for models. */
  offered: ModelsAnswer | null;
};

export type CheckedBrief = { ok: true; brief: Brief; channel: Channel } | { ok: false; errors: FieldErrors };

/** Reads the whole form and finds everything that is wrong at once. */
export function checkBrief(form: BriefForm, { now, lastUntil, channels, offered }: Surroundings): CheckedBrief {
  const errors: FieldErrors = {};
  const filled = form.sources.filter(({ repo }) => repo !== "");
  const read = parameters.safeParse({ ...askedOf(form), sources: filled.map(withBranch) });
  if (filled.length === 0) errors["sources.0.repo"] = "Choose a repository.";
  else for (const { path, message } of read.error?.issues ?? []) errors[placeOf(form, path)] ??= sentence(message);
  const zone = timeZone.safeParse(form.time_zone);
  if (!zone.success) errors["time_zone"] = "Choose a time zone.";
  else checkWindow(form, now, lastUntil, errors);
  const channel = channelOf(form.channel, channels);
  if (!channel) errors["channel"] = "Choose a channel.";
  if (!isOffered(form.llm_model, offered)) errors["llm_model"] = "Choose a model from the list.";
  if (Object.keys(errors).length > 0 || !read.success || !channel) return { ok: false, errors };
  const {
    date_range: _none,
    range: _range,
    policy: _policy,
    feedback: _feedback,
    announced: _announced,
    ...asked
  } = read.data;
  return { ok: true, channel, brief: { ...asked, window: windowIn(form), time_zone: form.time_zone } };
}

/** Lines that were left empty were not read, and count on the page. */
function placeOf({ sources }: BriefForm, [name, index, ...rest]: readonly PropertyKey[]): string {
  const filled = [...sources.keys()].filter((at) => sources[at]?.repo !== "");
  const at = name === "sources" && typeof index === "number" ? filled[index] : index;
  return [name, at, ...rest].filter((part) => part !== undefined).join(".");
}

function askedOf(form: BriefForm) {
  const { analysis_type, tone, custom_prompt, llm_model, max_iterations, ignored_prs, context } = form;
  return {
    analysis_type,
    tone,
    custom_prompt: custom_prompt.replaceAll("\r\n", "\n"),
    llm_model,
    ignored_prs,
    max_iterations: Number(max_iterations),
    ...(context && { context: context.replaceAll("\r\n", "\n") }),
    ...(form.show_released && { show_released: true }),
  };
}

const withBranch = ({ repo, base_branch }: { repo: string; base_branch: string }) => ({
  repo,
  ...(base_branch && { base_branch }),
});

function checkWindow(form: BriefForm, now: Date, lastUntil: Date | null, errors: FieldErrors): void {
  const choice = windowIn(form);
  if (isByReleases(choice)) return checkRange(choice, form.time_zone, errors);
  try {
    resolveWindow(choice, form.time_zone, now, { lastUntil });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const [detail] = error.details;
    errors[detail?.path ?? "window"] = `${error.message} ${error.remedy}`;
  }
}

/** What the contract calls an end, and the field that it stands in. */
const ENDS: Readonly<Record<string, string>> = { since_release: "release", from_tag: "from_tag", to_tag: "to_tag" };

function checkRange(choice: WindowChoice & { preset: "release" | "tags" }, timeZone: string, errors: FieldErrors) {
  if (choice.preset === "tags") {
    if (choice.from_tag === "") errors["from_tag"] = "Name the tag that it begins at.";
    if (choice.to_tag === "") errors["to_tag"] = "Name the tag that it ends at.";
    if (choice.from_tag === "" || choice.to_tag === "") return;
  }
  const read = releaseRange.safeParse(releaseRangeOf(choice, timeZone));
  for (const { path, message } of read.error?.issues ?? [])
    errors[ENDS[String(path[0])] ?? "window"] ??= tagWords(message);
}

/** The contract's words are about its fields. */
function tagWords(message: string): string {
  if (message.includes("branch")) return "That cannot be the name of a tag.";
  return message.includes("another tag") ? "Choose another tag than the first one." : sentence(message);
}

export function windowIn({ preset, from, to, since, until, release, from_tag, to_tag }: BriefForm): WindowChoice {
  switch (preset) {
    case "release":
      return { preset, tag: release };
    case "tags":
      return { preset, from_tag, to_tag };
    case "14d":
    case "month":
    case "last":
      return { preset };
    case "dates":
      return { preset, from, to };
    case "instants":
      return { preset, since, until };
    default:
      return { preset: "7d" };
  }
}

function channelOf(typed: string, channels: Surroundings["channels"]): Channel | undefined {
  if (typed === "" || typed.length > OWN_LIMITS.channel_chars) return undefined;
  if (!channels) return { id: typed.replace(/^#/, ""), name: typed.replace(/^#/, "") };
  const found = channels.find(({ id, name }) => id === typed || `#${name}` === typed);
  return found && { id: found.id, name: found.name };
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
