import { isDeepStrictEqual } from "node:util";
import { type FieldProblem, Problem } from "../../../webhooks/contract/problem.ts";
import type { TemplateDraftAnswer, TemplateVersionAnswer } from "../../../webhooks/contract/templates.ts";
import type { PulseClient } from "../../client.ts";
import { type CommandAnswer, dim, onOneLine, red } from "../../say.ts";
import { placeOfPart } from "../../template-folder/place-of-part.ts";
import { readTemplateFolder, type TemplateFolder } from "../../template-folder/read-template-folder.ts";
import { writeTemplateHead } from "../../template-folder/write-template-folder.ts";
import type { Command } from "../command.ts";

export const templatePublish: Command = {
  name: "template publish",
  words: ["FOLDER"],
  about: "Keeps the folder as the draft, and makes it a version when nothing is wrong with it; moves no tag",
  options: {
    note: { type: "string", value: "TEXT", about: "what changed, for whoever looks later: it has to be said" },
    "replace-draft": { type: "boolean", about: "also where an open draft is there that the folder was not made from" },
  },
  more: "The folder gets the numbers of its draft and its version. Where something keeps it back it ends with 1, and the draft stays.",
  async work(pulse, [folder = ""], { note, "replace-draft": replace }) {
    const there = readTemplateFolder(folder);
    if (typeof note !== "string" || note.trim() === "") {
      throw new Problem("bad_request", "It is not said what changed.", "Say it with --note TEXT.");
    }
    const published = await pulse.templates.parts(there.name, there.base);
    if (isDeepStrictEqual(published, there.parts)) {
      const { name, base } = there;
      const line = `Nothing is new: ${name}@${base} says the same.`;
      return { lines: [line], json: { published: false, name, version: base, faults: [] } };
    }
    const { number, draft } = await keptDraft(pulse, folder, there, replace === true);
    const faults = draft?.faults ?? [];
    if (faults.length > 0) return heldBack(folder, there.name, number, faults);
    const made = await pulse.templates.publish(there.name, { number, note });
    keepHead(folder, { ...there, base: made.version, draft: null }, `Published as ${made.name}@${made.version}`);
    return publishedAnswer(made, there);
  },
};

/** The folder as the draft of all, without writing over another one. @throws {Problem} `conflict` naming whose it is */
async function keptDraft(
  pulse: PulseClient,
  folder: string,
  there: TemplateFolder,
  replace: boolean,
): Promise<TemplateDraftAnswer> {
  const { name, base, parts } = there;
  const now = await pulse.templates.draft(name);
  const isKept = now.draft?.base === base && isDeepStrictEqual(now.draft.parts, parts);
  if (now.draft && !isKept && now.number !== there.draft && !replace) {
    const { changed_by, changed_at } = now.draft;
    const whose = `${onOneLine(changed_by)} has an open draft of ${name}, of ${changed_at.slice(0, 10)}`;
    const remedy = `See pulse template diff ${folder} --draft; pull it into another folder with --draft, or say --replace-draft to lose it.`;
    throw new Problem("conflict", `${whose}, and ${folder} was not made from it.`, remedy);
  }
  const kept = isKept ? now : await pulse.templates.saveDraft(name, { number: now.number, base, parts });
  keepHead(folder, { ...there, draft: kept.number }, `Kept as draft ${kept.number}`);
  return kept;
}

/** What is done is done, also where the folder cannot say so. */
function keepHead(folder: string, template: TemplateFolder, done: string): void {
  try {
    writeTemplateHead(folder, template);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, message } = error;
    const { base, draft } = template;
    const remedy = `Write “base”: ${base} and “draft”: ${draft ?? "null"} into its template.json.`;
    throw new Problem(code, `${done}, but ${message}`, remedy, { cause: error });
  }
}

function heldBack(folder: string, name: string, draft: number, faults: readonly FieldProblem[]): CommandAnswer {
  const located = faults.map((one) => ({ ...one, place: placeOfPart(one.path) }));
  const lines = located.map(({ place, path, code, message, fix }) => {
    const mend = code === "not_reviewed" ? `Read it: pulse template review ${name} ${path.split(".")[1] ?? ""}.` : fix;
    return `  ${onOneLine(`${folder}/${place}: ${message} ${mend}`)}`;
  });
  const head = red(`Kept as draft ${draft} of ${name}, and not published.`);
  return { lines: [head, ...lines], json: { published: false, name, draft, faults: located }, exit: 1 };
}

function publishedAnswer({ name, version, hash, base }: TemplateVersionAnswer, there: TemplateFolder): CommandAnswer {
  const from = base ?? there.base;
  return {
    lines: [
      `Published as ${name}@${version}, made from ${name}@${from}. No tag moved.`,
      dim(`Let some runs use it: pulse template tag ${name} canary ${version} --share 10 --reason TEXT.`),
    ],
    json: { published: true, name, version, hash, base: from, faults: [] },
  };
}
