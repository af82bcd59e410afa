import { inColumns } from "../../columns.ts";
import { bold, dim, onOneLine } from "../../say.ts";
import type { Command } from "../command.ts";

export const templateList: Command = {
  name: "template list",
  words: [],
  about: "The templates, with their newest version and where their tags stand",
  async work(pulse) {
    const byName = Map.groupBy(await pulse.templates.list(), ({ name }) => name);
    const templates = [...byName].map(([name, versions]) => ({
      name,
      newest: Math.max(...versions.map(({ version }) => version)),
      tags: Object.fromEntries(versions.flatMap(({ tags, version }) => tags.map((tag) => [tag, version] as const))),
      description: versions.toSorted((one, other) => other.version - one.version)[0]?.description ?? "",
    }));
    const rows = templates.map(({ name, newest, tags, description }) => [
      bold(onOneLine(name)),
      `version ${newest}`,
      Object.entries(tags)
        .map(([tag, version]) => `${onOneLine(tag)} → ${version}`)
        .join(", "),
      dim(onOneLine(description)),
    ]);
    return { lines: inColumns(rows), json: { templates } };
  },
};
