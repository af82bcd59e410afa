import { Problem } from "../../../webhooks/contract/problem.ts";
import type { TemplateParts, VersionDifference } from "../../../webhooks/contract/templates.ts";
import type { PulseClient } from "../../client.ts";
import { differenceLines, partsDifference } from "../../parts-difference.ts";
import { bold, type CommandAnswer, onOneLine } from "../../say.ts";
import { readTemplateFolder } from "../../template-folder/read-template-folder.ts";
import { versionOf } from "../../template-ref.ts";
import type { Command } from "../command.ts";

export const templateDiff: Command = {
  name: "template diff",
  words: ["FOLDER|NAME@VERSION", "[NAME@VERSION|NAME:TAG]"],
  about: "What differs between a folder and a version, or between two versions: field by field, word by word",
  options: { draft: { type: "boolean", about: "against the open draft" } },
  more:
    "A folder alone is held against the version that it was made from. A first word with @ or : in it is a version: write ./ before a " +
    "folder that is called so. [-words that went-] and {+words that came+}. Ends with 0 where nothing differs, and with 1 where something does.",
  async work(pulse, [first = "", second], { draft }) {
    if (draft === true && second !== undefined) {
      throw new Problem("bad_request", "Of a version and the draft one can be held against it.", "Name one of them.");
    }
    return /^[\w-]+[@:]/.test(first)
      ? ofVersions(pulse, first, draft === true ? null : second)
      : ofFolder(pulse, first, draft === true ? null : second);
  },
};

/** @param second Null: the draft; undefined: the version that the folder was made from. */
async function ofFolder(pulse: PulseClient, folder: string, second: string | null | undefined): Promise<CommandAnswer> {
  const { name, base, parts } = readTemplateFolder(folder);
  const older = second === null ? await openDraft(pulse, name) : await versionNamed(pulse, second ?? `${name}@${base}`);
  const differences = partsDifference(older.parts, parts);
  return answerOf(differences, older.called, folder, true);
}

/** @param second Null: the draft; undefined: what is in production. */
async function ofVersions(
  pulse: PulseClient,
  first: string,
  second: string | null | undefined,
): Promise<CommandAnswer> {
  const older = await versionOf(pulse, first);
  const { name } = older.history;
  const newer = second === null ? null : await versionOf(pulse, second ?? name);
  if (newer !== null && newer.history.name !== name) {
    const [was, is] = [await versionNamed(pulse, first), await versionNamed(pulse, second ?? name)];
    return answerOf(partsDifference(was.parts, is.parts), was.called, is.called, false);
  }
  const number = newer?.version.version ?? null;
  const { differences } = await pulse.templates.differences(name, older.version.version, number);
  const called = number === null ? `the draft of ${name}` : `${name}@${number}`;
  return answerOf(differences, `${name}@${older.version.version}`, called, false);
}

type Named = { called: string; parts: TemplateParts };

async function versionNamed(pulse: PulseClient, ref: string): Promise<Named> {
  const { history, version } = await versionOf(pulse, ref);
  const parts = await pulse.templates.parts(history.name, version.version);
  return { called: `${history.name}@${version.version}`, parts };
}

async function openDraft(pulse: PulseClient, name: string): Promise<Named> {
  const { draft } = await pulse.templates.draft(name);
  if (draft) return { called: `the draft of ${name}, by ${draft.changed_by}`, parts: draft.parts };
  throw new Problem("not_found", `${name} has no draft.`, `See pulse template show ${name}.`);
}

function answerOf(
  differences: readonly VersionDifference[],
  older: string,
  newer: string,
  inFiles: boolean,
): CommandAnswer {
  const same = differences.length === 0;
  const names = `${onOneLine(older)} and ${onOneLine(newer)}`;
  return {
    lines: same
      ? [`${onOneLine(newer)} says the same as ${onOneLine(older)}.`]
      : [bold(`Between ${names}`), ...differenceLines(differences, inFiles)],
    json: { same, older, newer, differences },
    exit: same ? 0 : 1,
  };
}
