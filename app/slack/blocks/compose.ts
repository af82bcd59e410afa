import { LIMITS } from "../../../webhooks/contract/limits.ts";
import type { TagAnswer } from "../../../webhooks/contract/repositories.ts";
import { OWN_LIMITS } from "../../limits.ts";
import type { BriefForm } from "../../updates/brief-form.ts";
import { ANALYSIS, PRESETS, WINDOWS } from "../../words.ts";
import { context, modalTitle, section } from "./block.ts";
import { choiceInput, choicesInput, conversationInput, dateInput, textInput, type Option } from "./compose-inputs.ts";
import { tagInput } from "./compose-tags.ts";
import { SLACK } from "./limits.ts";
import type { SlackBlock, ModalView } from "./shapes.ts";
import { escaped } from "./text.ts";

/** Everything that the form shows. Null: no list could be had, so the form takes what people type. */
export type ComposeData = {
  /** Kept with the form, as text. */
  meta: string;
  /** Counts the drawings with other contents: Slack keeps what stands in an input as long as it is called the same. */
  draw: number;
  form: BriefForm;
  profiles: readonly { slug: string; name: string }[];
  profile: { slug: string; name: string } | null;
  /** The rules that will hold over it, in sentences; "" where whoever writes approves. */
  approval: string;
  /** What stands in the way of any draft right now, in a line; "" where nothing does. */
  obstacle: string;
  repositories: readonly string[] | null;
  channels: readonly { id: string; name: string; is_private: boolean; is_member: boolean }[] | null;
  /** "Since last" is there only where there is a last one. */
  since_last: boolean;
  dates: { from: string; to: string };
  /** What there is to choose a range by tags from; null: no such range, or no list. */
  tags: TagAnswer | null;
  models: readonly Option[];
  tones: readonly Option[];
  /** Why tone, wishes and iterations are left out; "" when they are not. */
  without_model: string;
  /** Whether the form has a field for what was said elsewhere. */
  with_context: boolean;
};

/** The inputs, and the fields of a brief that each one stands for. */
const FIELDS = [
  "repo",
  "other_repo",
  "branch",
  "channel",
  "preset",
  "from",
  "to",
  "release",
  "from_tag",
  "to_tag",
  "analysis_type",
  "llm_model",
  "tone",
  "custom_prompt",
  "max_iterations",
  "context",
] as const;
export const NO_PROFILE = "none:";
export const MAX_CONTEXT_CHARS = Math.min(SLACK.input, LIMITS.context_chars);

const TITLE = modalTitle("Compose an update");
const CLOSE = modalTitle("Cancel");

/** What is shown for the moment in which the lists are still to come. */
export const composeOpening = (): ModalView => ({
  type: "modal",
  callback_id: "compose",
  title: TITLE,
  close: CLOSE,
  blocks: [section("One moment: the repositories, channels and models are on their way.")],
});

export function composeModal(data: ComposeData): ModalView {
  const blocks = [
    ...(data.obstacle ? [section(`:warning: ${escaped(data.obstacle)}`)] : []),
    ...profileBlocks(data),
    ...sourceBlocks(data),
    channelBlock(data),
    ...windowBlocks(data),
    choiceInput(idOf(data, "analysis_type"), "Kind", kinds, { chosen: data.form.analysis_type }),
    ...writerBlocks(data),
    ...contextBlocks(data),
  ];
  return {
    type: "modal",
    callback_id: "compose",
    private_metadata: data.meta,
    blocks,
    title: TITLE,
    submit: modalTitle("Generate draft"),
    close: CLOSE,
  };
}

export const blockId = (field: string, draw: number): string => `${field}.${draw}`;
const idOf = ({ draw }: ComposeData, field: (typeof FIELDS)[number]): string => blockId(field, draw);

const kinds = ANALYSIS.map(({ value, label, hint }) => ({ value, label: `${label}: ${hint}` }));

function profileBlocks({ profiles, profile, approval, draw, form }: ComposeData): SlackBlock[] {
  if (profiles.length === 0) return [];
  const shown = profiles.slice(0, SLACK.options - 1).map(({ slug, name }) => ({ value: slug, label: name }));
  const options = [{ value: NO_PROFILE, label: "No profile" }, ...shown];
  const chosen = profile?.slug ?? NO_PROFILE;
  const left = form.ignored_prs.length;
  const notes = [
    approval && `Approval: ${escaped(approval)}`,
    left > 0 && `${left === 1 ? "One pull request is" : `${left} pull requests are`} left out, as in the profile.`,
  ].flatMap((note) => note || []);
  return [
    choiceInput(blockId("profile", draw), "Profile", options, { chosen, redraws: "compose_profile" }),
    ...(notes.length > 0 ? [context(...notes)] : []),
  ];
}

const REPO_HINT = "owner/repo; several with spaces between them.";

function sourceBlocks(data: ComposeData): SlackBlock[] {
  const { form, repositories } = data;
  const chosen = form.sources.map(({ repo }) => repo).filter(Boolean);
  const branches = new Set(form.sources.map(({ base_branch }) => base_branch));
  const branch = textInput(idOf(data, "branch"), "Branch", {
    value: branches.size === 1 ? ([...branches][0] ?? "") : "",
    max: LIMITS.branch_chars,
    optional: true,
    hint: branches.size > 1 ? `As it stands: ${branchesOf(form)}.` : "Empty: each repository’s own default branch.",
  });
  if (!repositories) {
    const typed = { value: chosen.join(" "), max: 1_500, hint: REPO_HINT };
    return [textInput(idOf(data, "repo"), "Repository", { ...typed, placeholder: "acme/harbor" }), branch];
  }
  const listed = [...new Set([...chosen, ...repositories])].map((repo) => ({ value: repo, label: repo }));
  const other = { value: "", max: 1_500, hint: REPO_HINT, optional: true, placeholder: "acme/harbor" };
  const typed = textInput(idOf(data, "other_repo"), "Repository that is not in the list", other);
  if (listed.length === 0) return [typed, branch];
  // Other repositories have other tags.
  const byTags = form.preset === "release" || form.preset === "tags";
  const list = {
    chosen,
    most: LIMITS.sources,
    optional: true,
    ...(byTags && { redraws: "compose_redraw.repos" }),
  };
  return [choicesInput(idOf(data, "repo"), "Repositories", listed, list), typed, branch];
}

const branchesOf = ({ sources }: BriefForm): string =>
  sources.map(({ repo, base_branch }) => `${repo.split("/")[1] ?? repo} ${base_branch || "default"}`).join(", ");

function channelBlock(data: ComposeData): SlackBlock {
  const { channels, form } = data;
  const block = idOf(data, "channel");
  if (!channels || channels.length === 0) {
    return textInput(block, "Channel", {
      value: form.channel,
      max: OWN_LIMITS.channel_chars,
      hint: "There is no list right now: type its name or id.",
    });
  }
  if (channels.length > SLACK.options) return conversationInput(block, "Channel", { value: form.channel });
  const options = channels.map(({ id, name, is_private, is_member }) => ({
    value: id,
    label: `#${name}${is_private ? ", private" : ""}${is_member ? "" : ", /invite @Pulse first"}`,
  }));
  return choiceInput(block, "Channel", options, { chosen: form.channel });
}

function windowBlocks(data: ComposeData): SlackBlock[] {
  const { form, since_last, dates } = data;
  const last = since_last || form.preset === "last" ? (["last"] as const) : [];
  const presets = [...PRESETS, ...last, "release" as const, "tags" as const, "dates" as const].map((value) => ({
    value,
    label: WINDOWS[value].label,
  }));
  const zone = `Days count in ${form.time_zone.replaceAll("_", " ")}.`;
  const window = { chosen: form.preset, hint: zone, redraws: "compose_redraw.preset" };
  return [
    choiceInput(idOf(data, "preset"), "Range", presets, window),
    ...(form.preset === "dates"
      ? [
          dateInput(idOf(data, "from"), "From", { value: dates.from }),
          dateInput(idOf(data, "to"), "To", { value: dates.to, hint: "That day included." }),
        ]
      : []),
    ...tagBlocks(data),
  ];
}

function tagBlocks(data: ComposeData): SlackBlock[] {
  const { form, tags } = data;
  const input = (field: "release" | "from_tag" | "to_tag", label: string) =>
    tagInput(idOf(data, field), label, { chosen: form[field], tags, newest: field === "release" });
  if (form.preset === "release") return [input("release", "Since the tag")];
  return form.preset === "tags" ? [input("from_tag", "From tag"), input("to_tag", "To tag")] : [];
}

function writerBlocks(data: ComposeData): SlackBlock[] {
  const { form, models, tones, without_model } = data;
  const model = { chosen: form.llm_model, redraws: "compose_redraw.model" };
  const writer = choiceInput(idOf(data, "llm_model"), "Written by", models, model);
  if (without_model) return [writer, context(escaped(without_model))];
  const prompt = { value: form.custom_prompt, max: LIMITS.prompt_chars, multiline: true, optional: true };
  const { least, most } = LIMITS.iterations;
  const counts = Array.from({ length: most - least + 1 }, (_none, at) => String(least + at));
  const rounds = counts.map((value) => ({ value, label: value }));
  return [
    writer,
    choiceInput(idOf(data, "tone"), "Tone", tones, { chosen: form.tone }),
    textInput(idOf(data, "custom_prompt"), "Wishes", {
      ...prompt,
      hint: "What the text should dwell on, or leave out.",
    }),
    choiceInput(idOf(data, "max_iterations"), "Rounds of looking things up", rounds, { chosen: form.max_iterations }),
  ];
}

function contextBlocks(data: ComposeData): SlackBlock[] {
  if (!data.with_context) return [];
  const hint = data.without_model
    ? "The rules read no context: choose a model to have it considered."
    : "The model reads it beside the pull requests. Change it or empty it as you like.";
  const value = { value: data.form.context, max: MAX_CONTEXT_CHARS, multiline: true, optional: true, hint };
  return [textInput(idOf(data, "context"), "From the message", value)];
}
