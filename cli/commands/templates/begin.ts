import { BUILT_IN_REF } from "../../../webhooks/contract/template-ref.ts";
import { onOneLine } from "../../say.ts";
import { versionOf } from "../../template-ref.ts";
import type { Command } from "../command.ts";

export const templateBegin: Command = {
  name: "template begin",
  words: ["NAME", "[FROM]"],
  about:
    "Begins a template of your own as a copy: of a version, of a tag, or of what the built-in one has in production",
  options: { description: { type: "string", value: "TEXT", about: "what it is for; else as the other one says" } },
  async work(pulse, [name = "", from = BUILT_IN_REF], { description }) {
    const source = await versionOf(pulse, from);
    const exact = `${source.history.name}@${source.version.version}`;
    const asked = {
      name,
      from: exact,
      description: typeof description === "string" ? description : source.version.description,
    };
    const history = await pulse.templates.begin(asked);
    const lines = [
      `${onOneLine(history.name)} begins as a copy of ${onOneLine(exact)}.`,
      `Change it: pulse template pull ${onOneLine(history.name)}.`,
    ];
    return { lines, json: { name: history.name, from: exact, version: history.versions[0]?.version ?? null } };
  },
};
