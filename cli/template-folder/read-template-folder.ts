import { join } from "node:path";
import { z } from "zod";
import { readJson } from "../../base/bounded-json.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { parse, Problem } from "../../webhooks/contract/problem.ts";
import { REQUEST_BOUNDS } from "../../webhooks/contract/read-json.ts";
import { templateParts, type TemplateParts } from "../../webhooks/contract/templates.ts";
import { fileProblem } from "./file-problem.ts";
import { HEAD_FILE, listTemplateFiles, type TemplateFiles } from "./list-files.ts";
import { placeOfPart } from "./place-of-part.ts";
import { readFileText } from "./read-file.ts";

const { templates: LIMIT } = LIMITS;
const MAX_HEAD_BYTES = 1024 * 1024;
/** @source RFC 3629: what a UTF-16 unit takes in UTF-8. */
const MOST_BYTES_A_CHAR = 3;

/** Everything of a template that is no text. */
const { description, tools, models, limits, policy } = templateParts.shape;
const head = z.strictObject({
  name: z.string({ error: "names no template: pull one first" }).regex(/^[\w-]{1,40}$/, "is no template’s name"),
  base: z.int({ error: "names no version: pull one first" }).min(1, "is a version, from 1"),
  draft: z.int().min(1).nullable().default(null),
  description,
  tools,
  models,
  limits,
  policy,
});

const { prompts, skills } = templateParts.shape;
const written = z.object({ prompts, skills });

/** A template as it lies in a folder. */
export type TemplateFolder = {
  name: string;
  /** The version that it was made from. */
  base: number;
  /** The draft that it was made from, or was kept as; null: none. */
  draft: number | null;
  parts: TemplateParts;
};

/**
 * @returns null where there is nothing in the folder, or no folder
 * @throws {Problem} `bad_request` for files that are none of a template's, `invalid` for what stands in them; each names its file
 */
export function findTemplateFolder(folder: string): TemplateFolder | null {
  const files = listTemplateFiles(folder);
  if (!files) return null;
  const { name, base, draft, ...data } = readHead(folder, files);
  return { name, base, draft, parts: { ...data, ...texts(folder, files) } };
}

/** @throws {Problem} `bad_request` where there is none, too. */
export function readTemplateFolder(folder: string): TemplateFolder {
  const found = findTemplateFolder(folder);
  if (found) return found;
  const remedy = "Pull a template into it first: pulse template pull NAME FOLDER.";
  throw new Problem("bad_request", `There is no template in ${folder}.`, remedy);
}

function readHead(folder: string, { hasHead }: TemplateFiles): z.output<typeof head> {
  const path = join(folder, HEAD_FILE);
  if (!hasHead) throw fileProblem(path, "is missing", "Pull the template anew with --force.");
  const text = readFileText(path, MAX_HEAD_BYTES, "1 MiB").replace(/^\ufeff/, "");
  const again = "Mend it, or pull the template anew with --force.";
  const read = readJson(text, REQUEST_BOUNDS);
  if (!read.ok) throw fileProblem(path, read.excess ? "has far more in it than any template" : "is not JSON", again);
  return parse(head, read.value, path, again);
}

function textsOf(folder: string, files: ReadonlyMap<string, string>, mostChars: number): Record<string, string> {
  const most = `${mostChars.toLocaleString("en")} characters`;
  const read = (path: string) => readFileText(join(folder, path), mostChars * MOST_BYTES_A_CHAR, most);
  return Object.fromEntries([...files].map(([name, path]) => [name, read(path)]));
}

/** As Pulse keeps them: LF at the ends of lines, and nothing that hides. */
function texts(folder: string, files: TemplateFiles): z.output<typeof written> {
  const given = {
    prompts: textsOf(folder, files.prompts, LIMIT.prompt_chars),
    skills: textsOf(folder, files.skills, LIMIT.skill_chars),
  };
  const { success, data, error } = written.safeParse(given);
  if (success) return data;
  const [{ path = [], message = "" } = {}] = error.issues;
  throw fileProblem(join(folder, placeOfPart(path.join("."))), `is not right: ${message}`, "Mend it.");
}
