import { posix } from "node:path";
import { codeOf, type House } from "./house.ts";
import { namesIn } from "./templates.ts";

const EXPORTED = /^export (?:async )?(?:function\*?|const|let|class|type) (?<name>\w+)/gm;
/** Named ones, in one or many lines; `all`: everything, whatever its name. */
const IMPORTED = [
  /^(?:import|export)\s+(?:type\s+)?(?:\w+\s*,\s*)?\{(?<names>[^}]*)\}\s+from\s+"(?<from>\.[^"]+)"/gm,
  /^(?:import|export)\s+(?:type\s+)?(?<all>\*)(?:\s+as\s+\w+)?\s+from\s+"(?<from>\.[^"]+)"/gm,
  /(?<all>\bimport)\(\s*"(?<from>\.[^"]+)"/g,
];

/** Called by the test runner itself, by their names. */
const BY_NAME = ["test/support/postgres.ts setup", "test/support/run-folder.ts setup"];

/** What is exported is imported somewhere. */
export function exportsOfNothing(house: House): string[] {
  const imported = new Set<string>(BY_NAME);
  for (const file of codeOf(house)) {
    for (const { groups = {} } of IMPORTED.flatMap((form) => [...(house.get(file) ?? "").matchAll(form)])) {
      const { names = "", all, from = "" } = groups;
      const target = posix.join(posix.dirname(file), from);
      if (all) imported.add(`${target} *`);
      for (const name of names.split(",")) {
        imported.add(
          `${target} ${
            name
              .trim()
              .replace(/^type /, "")
              .split(" as ")[0]
          }`,
        );
      }
    }
  }
  for (const [path, text] of house) for (const { file, name } of namesIn(path, text)) imported.add(`${file} ${name}`);
  return codeOf(house).flatMap((file) => {
    if (imported.has(`${file} *`)) return [];
    const names = [...(house.get(file) ?? "").matchAll(EXPORTED)].map(({ groups }) => groups?.["name"] ?? "");
    return names
      .filter((name) => !imported.has(`${file} ${name}`))
      .map((name) => `${file} exports ${name}, and nobody imports it: take the word export away, or the whole of it.`);
  });
}
