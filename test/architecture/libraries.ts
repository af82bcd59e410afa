import { posix } from "node:path";
import { BY_PATH, HOMES, TOOLS } from "./homes.ts";
import { codeOf, isIn, librariesIn, type House } from "./house.ts";

const LIST = "test/architecture/homes.ts";

type Use = { file: string; name: string; library: string | undefined };

/** `@slack/bolt/dist/x` is of `@slack/bolt`, and `@opentelemetry/api` of `@opentelemetry`. */
const isOf = (library: string, name: string) => name === library || name.startsWith(`${library}/`);

const libraryOf = (name: string) => Object.keys(HOMES).find((library) => isOf(library, name));

function usesIn(house: House): Use[] {
  return codeOf(house).flatMap((file) => {
    const text = house.get(file) ?? "";
    const byPath = BY_PATH.filter((library) => text.includes(`${library}/`));
    return [...librariesIn(house, file), ...byPath].map((name) => ({ file, name, library: libraryOf(name) }));
  });
}

/** Each library is used at home alone. */
export function awayFromHome(house: House): string[] {
  return usesIn(house).flatMap(({ file, name, library }) => {
    if (!library) return [`${file} imports ${name}, which has no home: give it one in ${LIST}, or do without.`];
    const homes = HOMES[library] ?? [];
    if (homes.some((home) => isIn(home)(file))) return [];
    return [`${file} uses ${name}, whose home is ${homes.join(", ")}: ask there for what it does.`];
  });
}

/** The list of homes is complete, and no home wider than what is used of it. */
export function looseHomes(house: House): string[] {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(house.get("package.json") ?? "{}");
  const installed = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  const known = [...Object.keys(HOMES), ...TOOLS];
  const uses = usesIn(house);
  return [
    ...installed
      .filter((name) => !known.some((library) => isOf(library, name) || isOf(name, library)))
      .map((name) => `package.json names ${name}, which has no home: give it one in ${LIST}, or take it out.`),
    ...known
      .filter((library) => !installed.some((name) => isOf(library, name) || isOf(name, library)))
      .map((library) => `${LIST} names ${library}, which package.json does not: take it off.`),
    ...Object.entries(HOMES).flatMap(([library, homes]) =>
      homes.flatMap((home) => {
        const users = uses.filter((use) => use.library === library && isIn(home)(use.file)).map(({ file }) => file);
        const narrow = home.endsWith(".ts") ? home : commonFolder(users);
        if (users.length > 0 && narrow === home) return [];
        const instead = users.length > 0 ? `write ${narrow} instead` : "take it off";
        return [`${library} does not need all of ${home} as a home: ${instead}, in ${LIST}.`];
      }),
    ),
  ];
}

function commonFolder(files: readonly string[]): string {
  const [first = "", ...others] = files.map((file) => posix.dirname(file));
  let common = first;
  while (!others.every(isIn(common))) common = common.includes("/") ? posix.dirname(common) : "";
  return common;
}
