import { z } from "zod";
import { contractDifference } from "./contract-differences.ts";
import { sha256Hex } from "./ids.ts";
import { LIMITS } from "./limits.ts";
import { policy } from "./policy.ts";
import { fieldProblem } from "./problem.ts";
import { NOT_LOOKED_AT, versionReadiness } from "./readiness.ts";
import { SKILL_NAME } from "./skills.ts";
import { withoutInvisible } from "./visible.ts";

const { templates: LIMIT } = LIMITS;

/** One line without anything that hides in it. */
const line = (chars: number, what: string) =>
  z
    .string()
    .overwrite((given) => withoutInvisible(given).replace(/\s+/g, " ").trim())
    .min(1, `${what} is empty.`)
    .max(chars, `${what} may have ${chars} characters.`);

/** Text that a model reads: LF at the end of lines, nothing that PostgreSQL or a reader cannot see. */
const prose = (chars: number, what: string) =>
  z
    .string()
    .overwrite((given) => withoutInvisible(given.toWellFormed().replace(/\r\n?/g, "\n")))
    .max(chars, `${what} may have ${chars.toLocaleString("en")} characters.`);

/** Whoever asks for a change, by the name that history keeps. */
const by = z.string().trim().min(1).max(LIMITS.stop_name_chars);

/** `voice`, `types/weekly_digest`: also the name of its file, without `.md`. */
export const PROMPT_NAME = /^[a-z][a-z0-9_]{0,39}(?:\/[a-z][a-z0-9_]{0,39})?$/;

/** Names as people give them; `default` stands for the built-in one. */
export const templateName = z
  .string()
  .regex(
    new RegExp(`^(?!default$)[a-z](?:[a-z0-9-]{0,${LIMIT.name_chars - 2}}[a-z0-9])?$`),
    "must be small letters, digits and hyphens, beginning with a letter",
  );

export const tagName = z
  .string()
  .regex(
    new RegExp(`^[a-z](?:[a-z0-9._-]{0,${LIMIT.tag_chars - 2}}[a-z0-9])?$`),
    "must be small letters, digits, . _ and -",
  );

/** The bounds that people may set; what else a version's limits hold belongs to its graph. */
export const LIMIT_BOUNDS = {
  writing_minutes: { least: 1, most: 30, unit: "minutes", what: "Time to write" },
  model_calls: { least: 1, most: 400, unit: "calls", what: "Calls to a model" },
  tokens: { least: 1_000, most: 2_000_000, unit: "tokens", what: "Tokens" },
  tool_calls: { least: 0, most: 40, unit: "calls", what: "Look-ups of one writer" },
  repair_rounds: { least: 0, most: 4, unit: "rounds", what: "Rounds of repair" },
  answer_tokens: { least: 500, most: 32_000, unit: "tokens", what: "Tokens of an answer" },
} as const;
export type LimitName = keyof typeof LIMIT_BOUNDS;

const bound = ({ least, most }: { least: number; most: number }) =>
  z
    .number()
    .int()
    .min(least, `must be ${least} or more`)
    .max(most, `must be ${most.toLocaleString("en")} or less`);
const limits = z.strictObject({
  writing_minutes: bound(LIMIT_BOUNDS.writing_minutes),
  model_calls: bound(LIMIT_BOUNDS.model_calls),
  tokens: bound(LIMIT_BOUNDS.tokens),
  tool_calls: bound(LIMIT_BOUNDS.tool_calls),
  repair_rounds: bound(LIMIT_BOUNDS.repair_rounds),
  answer_tokens: bound(LIMIT_BOUNDS.answer_tokens),
});

/** What people may change of a version: everything that is data. What is code (graph, tools, checks, contract) a release brings. */
export const templateParts = z.strictObject({
  description: line(LIMIT.description_chars, "The description"),
  prompts: z.record(z.string().regex(PROMPT_NAME, "must be a prompt’s name"), prose(LIMIT.prompt_chars, "A prompt")),
  skills: z
    .record(
      z.string().regex(SKILL_NAME, "must be small letters, digits and hyphens"),
      prose(LIMIT.skill_chars, "A skill"),
    )
    .default({}),
  /** Names of the tools that a writer may use. */
  tools: z.array(z.string().max(100)).max(50).default([]),
  /** Which models may be asked; the first that is set up here is what `default` means. `configured:*`: any that is. */
  models: z.array(z.string().min(1).max(LIMITS.model_chars)).min(1, "Name at least one model.").max(50),
  limits,
  policy,
});
export type TemplateParts = z.infer<typeof templateParts>;
export type TemplatePartsInput = z.input<typeof templateParts>;

/** A skill as a version has it: whose words, and who has read them before they were published. */
export const skillReview = z.object({ by: z.string(), reviewed_by: z.string().nullable() });

/** Results of the runs of the last 30 days. Null: none says it. */
const results = z.object({
  runs: z.number().int(),
  failed: z.number().int(),
  degraded: z.number().int(),
  /** Of those whose cost is known, US dollars on average. */
  cost_usd: z.number().nullable(),
  seconds: z.number().nullable(),
});

export const templateVersion = z.object({
  name: z.string(),
  version: z.number().int(),
  /** SHA-256 of the specification as canonical JSON: of what it is, not of who made it. */
  hash: sha256Hex,
  tags: z.array(z.string()),
  description: z.string(),
  note: z.string(),
  made_by: z.string(),
  /** The release, commit and state of the checkout that published it; null: nobody knows. */
  release: z.string().nullable(),
  commit: z.string().nullable(),
  dirty: z.boolean().nullable(),
  /** The version that it was made from; null: of none. */
  base: z.number().int().nullable(),
  /** Why this release cannot run it; null: it can. */
  unfit: z.string().nullable(),
  readiness: versionReadiness.default(NOT_LOOKED_AT),
  skills: z.record(z.string(), skillReview).default({}),
  results: results.nullable().default(null),
  created_at: z.iso.datetime(),
});
export type TemplateVersionAnswer = z.infer<typeof templateVersion>;

export const templateTag = z.object({
  tag: z.string(),
  version: z.number().int(),
  /** Of `canary`: how many of a hundred runs that ask for production it gets; null: none, or another tag. */
  share: z.number().int().nullable(),
  reason: z.string(),
  moved_by: z.string(),
  moved_at: z.iso.datetime(),
});
export type TemplateTag = z.infer<typeof templateTag>;

/** One move of a tag; `from` null: it was new; `to` null: it was taken away. */
export const tagMove = z.object({
  tag: z.string(),
  from: z.number().int().nullable(),
  to: z.number().int().nullable(),
  share: z.number().int().nullable(),
  reason: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
});
export type TagMove = z.infer<typeof tagMove>;

/** `GET /run_templates/{name}/versions`: everything about one template, newest version first. */
export const templateHistory = z.object({
  name: z.string(),
  built_in: z.boolean(),
  copied_from: z.string().nullable(),
  versions: z.array(templateVersion),
  tags: z.array(templateTag),
  moves: z.array(tagMove),
});
export type TemplateHistory = z.infer<typeof templateHistory>;

/**
 * `PUT /run_templates/{name}/tags/{tag}`.
 *
 * `from`: where the tag stands as whoever asks saw it, null where it is new: moved meanwhile, it is a conflict.
 */
export const moveTagRequest = z.strictObject({
  from: z.number().int().nullable(),
  to: z.number().int().min(1),
  share: z.number().int().min(1).max(99).nullable().default(null),
  reason: line(LIMIT.reason_chars, "The reason"),
  by,
});
export type MoveTagRequest = z.input<typeof moveTagRequest>;

/** `POST /run_templates/{name}/tags/{tag}/removal`. */
export const removeTagRequest = moveTagRequest.omit({ to: true, share: true }).extend({ from: z.number().int() });
export type RemoveTagRequest = z.input<typeof removeTagRequest>;

/** `POST /run_templates`: a copy under a name of its own. */
export const copyTemplateRequest = z.strictObject({
  name: templateName,
  from: z.string().max(LIMIT.name_chars + LIMIT.tag_chars + 1),
  description: line(LIMIT.description_chars, "The description"),
  by,
});
export type CopyTemplateRequest = z.input<typeof copyTemplateRequest>;

/** What is being made of a template, one draft for all who work on it. */
export const templateDraft = z.object({
  /** The version it was begun from. */
  base: z.number().int(),
  parts: templateParts,
  /** What keeps it from being published, in words; of skills that nobody has read, too. */
  faults: z.array(fieldProblem),
  /** Skills that differ from its base, and who has read them as they stand. */
  skills: z.record(z.string(), skillReview),
  changed_by: z.string(),
  changed_at: z.iso.datetime(),
});
export type TemplateDraft = z.infer<typeof templateDraft>;
/** `number` counts the changes of a template's drafts: whoever changes it names the one that they saw. */
export const templateDraftAnswer = z.object({ number: z.number().int(), draft: templateDraft.nullable() });
export type TemplateDraftAnswer = z.infer<typeof templateDraftAnswer>;

/** `PUT /run_templates/{name}/draft`. */
export const saveTemplateDraftRequest = z.strictObject({
  number: z.number().int().min(0),
  base: z.number().int().min(1),
  parts: templateParts,
  by,
});
export type SaveTemplateDraftRequest = z.input<typeof saveTemplateDraftRequest>;

/** `POST …/draft/discard`. */
export const ofDraftRequest = z.strictObject({ number: z.number().int().min(1), by });

/** `POST …/draft/reviews`: somebody has read a skill as it stands there, by the SHA-256 of its text. */
export const reviewSkillRequest = ofDraftRequest.extend({ skill: z.string().max(40), sha256: sha256Hex });
export type ReviewSkillRequest = z.input<typeof reviewSkillRequest>;

/** `POST …/versions`: the draft as it stands becomes a version. */
export const publishVersionRequest = ofDraftRequest.extend({ note: line(LIMIT.note_chars, "What changed") });
export type PublishVersionRequest = z.input<typeof publishVersionRequest>;

/** One difference of two versions. `field`: `prompt lead`, `skill voice`, `limits.repair_rounds`; null: not there. */
export const versionDifference = z.object({
  field: z.string(),
  kind: z.enum(["text", "value"]),
  older: z.string().nullable(),
  newer: z.string().nullable(),
});
export type VersionDifference = z.infer<typeof versionDifference>;
export const versionDifferences = z.object({
  older: z.number().int(),
  /** Null: the draft. */
  newer: z.number().int().nullable(),
  differences: z.array(versionDifference),
  /** Names of the fields that are the same. */
  same: z.array(z.string()),
  /** Where they were published under two contracts: what became of each field; null: one of them is not known here. */
  contract: z.array(contractDifference).nullable().default([]),
});
export type VersionDifferences = z.infer<typeof versionDifferences>;
