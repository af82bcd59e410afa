import { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Problem } from "../../webhooks/contract/problem.ts";
import { SKILL_NAME } from "../../webhooks/contract/skills.ts";
import { PROMPT_NAME } from "../../webhooks/contract/templates.ts";
import { jsonText } from "../say.ts";
import { fileProblem, whyNot } from "./file-problem.ts";
import { HEAD_FILE } from "./list-files.ts";
import type { TemplateFolder } from "./read-template-folder.ts";

/** Beside the file that it becomes, and passed over by whoever lists the folder. */
const unfinished = (folder: string, path: string): string =>
  join(folder, dirname(path), `.${basename(path)}.unfinished`);

/**
 * Writes a template into a folder: all of it, or nothing where something is in the way. Texts that it does not have any more go.
 *
 * @param gone Paths of those that lie there.
 * @throws {Problem} `bad_request`; `upstream` for a name that would lead out of the folder
 */
export function writeTemplateFolder(folder: string, template: TemplateFolder, gone: readonly string[] = []): void {
  const files = filesOf(template);
  const begun: string[] = [];
  try {
    for (const under of new Set([...files.keys()].map((path) => dirname(path)))) requireFolder(folder, under);
    for (const [path, text] of files) {
      writeAnew(unfinished(folder, path), text);
      begun.push(path);
    }
    for (const path of begun.splice(0)) renameSync(unfinished(folder, path), join(folder, path));
    for (const path of gone) if (!files.has(path)) rmSync(join(folder, path), { force: true });
  } catch (cause) {
    for (const path of begun) rmSync(unfinished(folder, path), { force: true });
    if (cause instanceof Problem) throw cause;
    throw fileProblem(folder, `cannot be written (${whyNot(cause)})`, "Name another folder.", cause);
  }
}

/** What lies there under this name is of a process that died, or a link of somebody else's: neither is written to. */
function writeAnew(path: string, text: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, text, { flag: "wx" });
}

/** `template.json` alone: the texts stay as they lie there. */
export function writeTemplateHead(folder: string, template: TemplateFolder): void {
  writeTemplateFolder(folder, { ...template, parts: { ...template.parts, prompts: {}, skills: {} } });
}

function filesOf({ name, base, draft, parts }: TemplateFolder): Map<string, string> {
  const { prompts, skills, ...rest } = parts;
  const texts = [
    ...Object.entries(prompts).map(([one, text]) => [requireName("prompts", PROMPT_NAME, one), text] as const),
    ...Object.entries(skills).map(([one, text]) => [requireName("skills", SKILL_NAME, one), text] as const),
  ];
  return new Map([[HEAD_FILE, `${jsonText({ name, base, draft, ...rest })}\n`], ...texts]);
}

function requireName(folder: string, form: RegExp, name: string): string {
  if (form.test(name)) return `${folder}/${name}.md`;
  const message = `Pulse answers with a text whose name is none, and no file is called so.`;
  throw new Problem("upstream", message, "Look whether PULSE_URL is right, and whether both are of one release.");
}

/** A link there would lead anywhere. */
function requireFolder(folder: string, under: string): void {
  const parts = under === "." ? [] : under.split("/");
  mkdirSync(folder, { recursive: true });
  for (const [at] of parts.entries()) {
    const path = join(folder, ...parts.slice(0, at + 1));
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found) mkdirSync(path);
    else if (!found.isDirectory()) throw fileProblem(path, "is no folder of its own", "Take it away.");
  }
}
