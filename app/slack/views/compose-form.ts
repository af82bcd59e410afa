import { z } from "zod";
import { readJson } from "../../../base/bounded-json.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { BriefForm, FieldErrors } from "../../updates/brief-form.ts";
import { spread } from "../../updates/tag-range.ts";
import { blockId } from "../blocks/compose.ts";
import { NEWEST_TAG } from "../blocks/compose-tags.ts";
import { SLACK } from "../blocks/limits.ts";
import type { Values } from "../blocks/shapes.ts";
import { storableText } from "../../../webhooks/contract/storable.ts";

/** What the form keeps besides its inputs. It comes back as it was sent, and may be read by whoever has it open. */
const meta = z.object({
  /** The update's, chosen when the form was opened: whoever sends it twice has asked once. */
  id: z.uuid(),
  /** The profile's address, or "". */
  profile: z.string(),
  draw: z.number().int(),
  /** Where days count without a profile. */
  zone: z.string(),
  with_context: z.boolean(),
  /** What was typed and is not shown while the rules write. */
  kept: z.object({ tone: z.string(), custom_prompt: z.string(), max_iterations: z.string() }).optional(),
});
export type ComposeMeta = z.infer<typeof meta>;

export function writeMeta({ kept, ...rest }: ComposeMeta): string {
  const whole = JSON.stringify({ ...rest, kept });
  return whole.length <= SLACK.metadata ? whole : JSON.stringify(rest);
}

const META_BOUNDS = { depth: 8, values: 1_000, members: 100 };

/** @throws {Problem} `invalid` for what we never wrote. */
export function readMeta(text: string): ComposeMeta {
  try {
    const read = readJson(text, META_BOUNDS);
    return meta.parse(read.ok ? read.value : null);
  } catch (cause) {
    throw new Problem("invalid", "This form is from another time.", "Close it and begin anew.", { cause });
  }
}

/** The form as it stands; what it has no input for stays as `base` says. */
export function readComposeForm(values: Values, { draw, kept }: ComposeMeta, base: BriefForm): BriefForm {
  const given = (field: string) => values[blockId(field, draw)];
  const text = (field: Exclude<keyof BriefForm, "sources" | "ignored_prs">) => {
    const value = given(field);
    return typeof value === "string" ? storableText(value).trim() : ({ ...base, ...kept }[field] as string);
  };
  const repos = [...namesIn(given("repo")), ...namesIn(given("other_repo"))];
  const asked = given("repo") !== undefined || given("other_repo") !== undefined;
  const sources = asked ? sourcesOf([...new Set(repos)], given("branch"), base) : base.sources;
  return {
    ...base,
    sources,
    preset: text("preset"),
    from: text("from"),
    to: text("to"),
    release: given("release") === NEWEST_TAG ? "" : text("release"),
    ...spread({ from_tag: text("from_tag"), to_tag: text("to_tag") }),
    channel: text("channel"),
    analysis_type: text("analysis_type"),
    tone: text("tone"),
    custom_prompt: text("custom_prompt"),
    llm_model: text("llm_model"),
    max_iterations: text("max_iterations"),
    context: text("context"),
  };
}

const namesIn = (value: string | string[] | undefined): string[] =>
  [value ?? []].flat().flatMap((one) =>
    storableText(one)
      .split(/[\s,]+/)
      .filter(Boolean),
  );

/** An empty branch is each one's default, or as it stood where they differ: the form says which. */
function sourcesOf(
  repos: readonly string[],
  typed: string | string[] | undefined,
  base: BriefForm,
): BriefForm["sources"] {
  const branch = typeof typed === "string" ? storableText(typed).trim() : "";
  const differ = new Set(base.sources.map(({ base_branch }) => base_branch)).size > 1;
  const sources = repos.map((repo) => {
    const known = differ ? base.sources.find((one) => one.repo === repo) : undefined;
    return { repo, base_branch: branch || (known?.base_branch ?? "") };
  });
  return sources.length > 0 ? sources : [{ repo: "", base_branch: "" }];
}

/** What is wrong, at the inputs that are there; what has none of its own stands at the range. */
export function errorsAt(errors: FieldErrors, values: Values, { draw }: ComposeMeta): Record<string, string> {
  const has = (field: string) => blockId(field, draw) in values;
  const typedRepo = String(values[blockId("other_repo", draw)] ?? "") !== "" || !has("repo");
  const fieldOf = (path: string): string => {
    if (/^sources\.\d+\.base_branch$/.test(path)) return "branch";
    if (path.startsWith("sources")) return typedRepo ? "other_repo" : "repo";
    return path;
  };
  const placed: Record<string, string> = {};
  for (const [path, message] of Object.entries(errors)) {
    const field = fieldOf(path);
    const block = blockId(has(field) ? field : has("preset") ? "preset" : "channel", draw);
    placed[block] = [placed[block], message].filter(Boolean).join(" ");
  }
  return placed;
}
