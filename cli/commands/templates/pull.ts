import { isDeepStrictEqual } from "node:util";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { PulseClient } from "../../client.ts";
import { onOneLine } from "../../say.ts";
import { listTemplateFiles } from "../../template-folder/list-files.ts";
import { findTemplateFolder, type TemplateFolder } from "../../template-folder/read-template-folder.ts";
import { writeTemplateFolder } from "../../template-folder/write-template-folder.ts";
import { requireRef, versionOf } from "../../template-ref.ts";
import type { Command } from "../command.ts";

export const templatePull: Command = {
  name: "template pull",
  words: ["NAME[@VERSION|:TAG]", "[FOLDER]"],
  about: "Writes a version to a folder of files, one for each prompt and skill; production where none is named",
  options: {
    draft: { type: "boolean", about: "the open draft instead of a version" },
    force: { type: "boolean", about: "writes over changes of the folder that Pulse does not have" },
  },
  more: "Without a FOLDER it is called as the template.",
  async work(pulse, [ref = "", given], { draft, force }) {
    const folder = given ?? requireRef(ref).name;
    const template = draft === true ? await draftOf(pulse, ref) : await pulled(pulse, ref);
    const there = listTemplateFiles(folder);
    if (there && force !== true) await requireNothingLost(pulse, folder, template);
    const gone = there ? [...there.prompts.values(), ...there.skills.values()] : [];
    writeTemplateFolder(folder, template, gone);
    const { name, base, draft: number } = template;
    const what = number === null ? `version ${base}` : `draft ${number}, from version ${base},`;
    return { lines: [`${folder} is ${what} of ${onOneLine(name)}.`], json: { name, base, draft: number, folder } };
  },
};

async function pulled(pulse: PulseClient, ref: string): Promise<TemplateFolder> {
  const { history, version } = await versionOf(pulse, ref);
  const parts = await pulse.templates.parts(history.name, version.version);
  return { name: history.name, base: version.version, draft: null, parts };
}

async function draftOf(pulse: PulseClient, ref: string): Promise<TemplateFolder> {
  const { name, version, tag } = requireRef(ref);
  if (version !== undefined || tag !== undefined) {
    throw new Problem(
      "bad_request",
      "A draft is no version and has no tag.",
      `Write pulse template pull ${name} --draft.`,
    );
  }
  const [history, { number, draft }] = await Promise.all([pulse.templates.history(name), pulse.templates.draft(name)]);
  if (draft) return { name: history.name, base: draft.base, draft: number, parts: draft.parts };
  throw new Problem("not_found", `${name} has no draft.`, "Pull a version, and change that.");
}

/** What lies in the folder is what Pulse has, as a version or as the draft. @throws {Problem} `conflict` */
async function requireNothingLost(pulse: PulseClient, folder: string, coming: TemplateFolder): Promise<void> {
  const there = findTemplateFolder(folder);
  if (!there) return;
  const isThere = (parts: TemplateFolder["parts"] | undefined) => isDeepStrictEqual(parts, there.parts);
  if (isThere(coming.parts)) return;
  const history = await historyIfAny(pulse, there.name);
  if (history?.versions.some(({ version }) => version === there.base)) {
    if (isThere(await pulse.templates.parts(there.name, there.base))) return;
    const { draft } = await pulse.templates.draft(there.name);
    if (isThere(draft?.parts)) return;
  }
  const remedy = "Bring them to Pulse, pull into another folder, or say --force to lose them.";
  throw new Problem("conflict", `${folder} has changes that Pulse does not have.`, remedy);
}

async function historyIfAny(pulse: PulseClient, name: string) {
  try {
    return await pulse.templates.history(name);
  } catch (error) {
    if (error instanceof Problem && error.code === "not_found") return null;
    throw error;
  }
}
