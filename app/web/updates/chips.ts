import type { UpdateDetail } from "../../updates/load.ts";
import { ANALYSIS, MODELS, TONES } from "../../words.ts";

/** What was asked for besides where and when, in a word each. */
export type Chip = { icon: string; text: string; dim: string };

/** The model behind "default", where that is known. */
type Writer = string | null | undefined;

export function chipsOf({ update, profile }: UpdateDetail, writer: Writer): Chip[] {
  const { sources, analysis_type, tone } = update.brief;
  const llm_model = writerIn(update.brief, writer);
  const kind = ANALYSIS.find(({ value }) => value === analysis_type);
  const model = MODELS.find(({ value }) => value === llm_model)?.chip ?? llm_model;
  const voice = TONES.find(({ value }) => value === tone)?.label ?? tone;
  return [
    ...sources.map(({ repo, base_branch }) =>
      sources.length > 1
        ? { icon: "git-branch", text: repo, dim: base_branch }
        : { icon: "git-branch", text: base_branch, dim: "" },
    ),
    { icon: kind?.icon ?? "newspaper", text: kind?.label ?? analysis_type, dim: "" },
    ...(llm_model === "rules" ? [] : [{ icon: "smile", text: voice, dim: "" }]),
    { icon: "cpu", text: model, dim: "" },
    ...(profile ? [{ icon: "bookmark", text: profile.name, dim: "" }] : []),
  ];
}

export const analysisLabel = ({ update }: UpdateDetail): string =>
  ANALYSIS.find(({ value }) => value === update.brief.analysis_type)?.label ?? "Update";

export const writerIn = ({ llm_model }: { llm_model: string }, writer: Writer): string =>
  llm_model === "default" && writer ? writer : llm_model;
