import { BLANK, type BriefForm } from "../../updates/brief-form.ts";
import { spread } from "../../updates/tag-range.ts";
import { field, type Fields } from "../page/context.ts";

/** Fields that are not there keep what `base` says: disabled inputs are not sent. */
export function readBriefForm(fields: Fields, base: BriefForm = BLANK): BriefForm {
  const text = (name: Exclude<keyof BriefForm, "sources" | "ignored_prs" | "context">) =>
    fields[name] ? field(fields, name) : base[name];
  const repos = fields["repo"];
  const dates = { from: text("from"), to: text("to") };
  const instants = { since: text("since"), until: text("until") };
  return {
    sources: repos ? repos.map((repo, index) => sourceAt(fields, repo, index)) : base.sources,
    preset: presetOf(fields, text("preset"), dates),
    ...dates,
    ...instants,
    release: given(fields, "release", base.release),
    ...spread({ from_tag: given(fields, "from_tag", base.from_tag), to_tag: given(fields, "to_tag", base.to_tag) }),
    show_released: fields["asks_released"] ? field(fields, "show_released") : base.show_released,
    time_zone: text("time_zone"),
    channel: text("channel"),
    analysis_type: text("analysis_type"),
    tone: text("tone"),
    custom_prompt: text("custom_prompt"),
    llm_model: text("llm_model"),
    max_iterations: text("max_iterations"),
    ignored_prs: ignoredIn(fields, base),
    context: base.context,
  };
}

/** An empty field is an answer. */
const given = (fields: Fields, name: string, base: string): string =>
  fields[name] === undefined ? base : field(fields, name).trim();

/** A branch that was shown for another repository is not this one's. */
function sourceAt(fields: Fields, typed: string, index: number): BriefForm["sources"][number] {
  const repo = typed.trim();
  const was = fields["branch_of"]?.[index];
  const branch = fields["base_branch"]?.[index]?.trim() ?? "";
  return { repo, base_branch: was === undefined || was === repo ? branch : "" };
}

/** Dates that differ from the ones shown were changed by hand, whatever the preset says. */
function presetOf(fields: Fields, preset: string, { from, to }: { from: string; to: string }): string {
  const shown = field(fields, "shown_dates");
  return shown !== "" && field(fields, "shown_preset") === preset && shown !== `${from} ${to}` ? "dates" : preset;
}

/** Listed and not ticked is ignored; without a list, what was ignored before stays so. */
function ignoredIn(fields: Fields, base: BriefForm): string[] {
  if (fields["listed"] === undefined) return fields["ignored"] ? words(field(fields, "ignored")) : base.ignored_prs;
  const included = new Set(fields["included"] ?? []);
  return words(field(fields, "listed")).filter((ref) => !included.has(ref));
}

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);
