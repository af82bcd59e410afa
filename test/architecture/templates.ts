import { posix } from "node:path";
import type { House } from "./house.ts";

const MAX_COLUMNS = 140;

const templatesOf = (house: House): [path: string, text: string][] =>
  [...house].filter(([path]) => /^views\/.*\.eta$/.test(path));

/** What is read and compared line by line. */
export function longLines(house: House): string[] {
  return [...house]
    .filter(([path]) => /^views\/.*\.(?:eta|css)$/.test(path))
    .flatMap(([path, text]) =>
      text.split("\n").flatMap((line, index) => {
        if (line.length <= MAX_COLUMNS) return [];
        return `${path}:${index + 1} has ${line.length} columns, and ${MAX_COLUMNS} is the most: break it.`;
      }),
    );
}

/** How each template begins: the type of `it`, as TypeScript writes it. */
const TYPED = /^<%\/\* it: (?<type>(?:(?!\*\/)[\s\S])+) \*\/%>\n/;
const NAMED = /\bimport\("(?<from>[^"]+)"\)\.(?<name>\w+)/g;

const typeOf = (text: string): string => TYPED.exec(text)?.groups?.["type"] ?? "";

/** Every template begins with the type of what it is given, and that type is exported where the template says. */
export function untyped(house: House): string[] {
  return templatesOf(house).flatMap(([path, text]) => {
    const type = typeOf(text);
    if (type === "") return [`${path} does not begin with its type: write <%/* it: … */%> above all.`];
    return namesIn(path, text)
      .filter(({ file, name }) => !new RegExp(`^export type ${name}\\b`, "m").test(house.get(file) ?? ""))
      .map(({ file, name }) => `${path} is given a ${name} of ${file}, which exports none: name the type it is given.`);
  });
}

/** The types that a template's first line names, each with its file. */
export function namesIn(path: string, text: string): { file: string; name: string }[] {
  return [...typeOf(text).matchAll(NAMED)].map(({ groups: { from = "", name = "" } = {} }) => ({
    file: posix.join(posix.dirname(path), from),
    name,
  }));
}

const moduleOf = (path: string): string => path.replace(/\.eta$/, ".ts");

/**
 * The templates as TypeScript, each where the template stands: what its code does, line by line, with `it` of the type that it begins
 * with; what it includes is given what that one needs, and so is what a route draws.
 */
export function asTypeScript(house: House): Map<string, string> {
  const templates = templatesOf(house);
  const given = templates.map(([path]) => {
    const name = path.slice("views".length).replace(/\.eta$/, "");
    return `  "${name}": import("./${posix.relative("views", moduleOf(path))}").It;`;
  });
  const files = new Map([
    ["views/templates.ts", `export type Templates = {\n${given.join("\n")}\n};\n`],
    ["views/drawn.ts", DRAWN],
  ]);
  for (const [path, text] of templates) files.set(moduleOf(path), codeIn(path, text));
  return files;
}

const DRAWN = [
  'import type { Views } from "../app/web/views.ts"',
  'import type { Templates } from "./templates.ts"',
  "declare const drawn: { [Name in keyof Views as `/${Name}`]: Views[Name] }",
  "export const given: Pick<Templates, keyof typeof drawn> = drawn",
].join(";\n");

const TAG = /<%[-_]?(?<sign>[=~]?)(?<code>[\s\S]*?)[-_]?%>/g;
const SIGNS: Record<string, string> = { "=": "print", "~": "raw" };
const HELPERS = "icon, asset, limits, keys, wrong, day, moment, clock, ago, count, many, seconds, allowed";

function codeIn(path: string, text: string): string {
  const up = "../".repeat(path.split("/").length - 1);
  const before = [
    `import { inside } from "${up}test/architecture/eta.ts"`,
    `import type { Templates } from "${up}views/templates.ts"`,
    `export type It = ${typeOf(text).replaceAll("\n", " ")}`,
    `const { it, print, raw, layout, include, ${HELPERS} } = inside<It, Templates>();`,
  ];
  const typed = TYPED.exec(text)?.[0] ?? "";
  return `${before.join("; ")}${lines(typed)}${commandsIn(text.slice(typed.length))}\n`;
}

const lines = (words: string): string => words.replace(/[^\n]+/g, "");

/** On the template's own lines, so that what is said of one is said of the other. */
function commandsIn(text: string): string {
  let [commands, end] = ["", 0];
  for (const { 0: tag, index, groups: { sign = "", code = "" } = {} } of text.matchAll(TAG)) {
    const call = SIGNS[sign];
    commands += `${lines(text.slice(end, index))}${call ? `${call}(${code});` : `${code};`}`;
    end = index + tag.length;
  }
  return commands + lines(text.slice(end));
}
