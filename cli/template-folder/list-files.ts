import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { listed } from "../../base/listed.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { SKILL_NAME } from "../../webhooks/contract/skills.ts";
import { PROMPT_NAME } from "../../webhooks/contract/templates.ts";
import { onOneLine } from "../say.ts";
import { fileProblem, whyNot } from "./file-problem.ts";

/** What a template's folder has, by name: paths inside it, all of them plain files. */
export type TemplateFiles = { prompts: Map<string, string>; skills: Map<string, string>; hasHead: boolean };

export const HEAD_FILE = "template.json";

/** Deeper than this no prompt lies; what is found there is named by its folder. */
const DEEPEST = 3;
const MOST_STRANGE = 5;

/**
 * What lies in a folder, links neither followed nor passed over. Names that begin with a dot are other programs'.
 *
 * @returns null where there is no such folder, or nothing in it
 * @throws {Problem} `bad_request` naming what does not belong there, before anything is read
 */
export function listTemplateFiles(folder: string): TemplateFiles | null {
  if (!isFolder(folder)) return null;
  const paths = pathsIn(folder, "", DEEPEST);
  if (paths.length === 0) return null;
  const files: TemplateFiles = { prompts: new Map(), skills: new Map(), hasHead: false };
  const strange = paths.filter((path) => !taken(files, path));
  if (strange.length === 0) return files;
  const named = strange.slice(0, MOST_STRANGE).map((path) => onOneLine(join(folder, path)));
  const more = strange.length - named.length;
  const all = listed(more > 0 ? [...named, `${more} more`] : named);
  const message = `${all} ${strange.length === 1 ? "is" : "are"} no part of a template.`;
  const remedy = `A folder has ${HEAD_FILE}, prompts/NAME.md, prompts/KIND/NAME.md and skills/NAME.md, named in small letters: move what else there is.`;
  throw new Problem("bad_request", message, remedy);
}

function isFolder(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found) return false;
  // The one link that is followed: whoever types it means what it leads to.
  if (found.isDirectory() || found.isSymbolicLink()) return true;
  throw fileProblem(folder, "is no folder", "Name another one.");
}

function pathsIn(folder: string, under: string, depth: number): string[] {
  const names = namesIn(join(folder, under));
  return names.flatMap((name) => {
    const path = under === "" ? name : `${under}/${name}`;
    const found = lstatSync(join(folder, path));
    if (found.isSymbolicLink()) {
      throw fileProblem(join(folder, path), "is a link, and may lead anywhere", "Put a file there instead.");
    }
    if (found.isDirectory()) return depth > 1 ? pathsIn(folder, path, depth - 1) : [path];
    if (!found.isFile()) throw fileProblem(join(folder, path), "is no plain file", "Take it away.");
    return [path];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith("."))
      .sort();
  } catch (cause) {
    throw fileProblem(folder, `cannot be read (${whyNot(cause)})`, "Name another folder.", cause);
  }
}

/** Small letters alone, so that no two names are one file where letters are not told apart by their size. */
function taken(files: TemplateFiles, path: string): boolean {
  if (path === HEAD_FILE) {
    files.hasHead = true;
    return true;
  }
  const { kind, name } = /^(?<kind>prompts|skills)\/(?<name>.+)\.md$/s.exec(path)?.groups ?? {};
  if (name === undefined) return false;
  if (!(kind === "prompts" ? PROMPT_NAME : SKILL_NAME).test(name)) return false;
  (kind === "prompts" ? files.prompts : files.skills).set(name, path);
  return true;
}
