import { LIMITS } from "../../webhooks/contract/limits.ts";
import { codeOf, isIn, productOf, type House } from "./house.ts";

const MAX_FILE_LINES = 250;
const MAX_FUNCTION_LINES = 60;

const MAY_READ_ENVIRONMENT = [
  "base",
  "cli/main.ts",
  "pipelines/github",
  "demo",
  "launch.ts",
  "db/prepare-database.ts",
  "seed",
  "tools",
];

/** The environment is read in the configs and by the launcher alone. */
export function environmentReaders(house: House): string[] {
  return productOf(house)
    .filter((file) => /process\.env\b/.test(house.get(file) ?? ""))
    .filter((file) => !MAY_READ_ENVIRONMENT.some((place) => isIn(place)(file)))
    .map(
      (file) => `${file} reads process.env: name the variable in the config of its process, and let it be handed in.`,
    );
}

const QUERY = /\.(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\(|\bsql(?:<[^>\n]*>)?`/;

/** Queries are built in db alone. */
export function queriesElsewhere(house: House): string[] {
  return productOf(house)
    .filter((file) => !isIn("db")(file) && QUERY.test(house.get(file) ?? ""))
    .map((file) => `${file} builds a query: give it a function in db, and call that.`);
}

/** Whose dates are another thing: a window's, which run from day to day, and Slack's own. */
const WRITES_DATES = ["base/date-text.ts", "webhooks/contract/window-text.ts", "demo/slack/view/slack-date.ts"];

/** A date is written for people in one way, so that each has its year where it is not this one's. */
export function datesElsewhere(house: House): string[] {
  return productOf(house)
    .filter((file) => !WRITES_DATES.includes(file) && /\bmonth: "(?:short|long)"/.test(house.get(file) ?? ""))
    .filter((file) => /DateTimeFormat|dateFormat\(|toLocale/.test(house.get(file) ?? ""))
    .map((file) => `${file} writes a date by itself: let dateText of base/date-text.ts do it.`);
}

export function longFiles(house: House): string[] {
  return productOf(house)
    .map((file) => ({ file, lines: (house.get(file) ?? "").split("\n").length - 1 }))
    .filter(({ lines }) => lines > MAX_FILE_LINES)
    .map(
      ({ file, lines }) =>
        `${file} has ${lines} lines, and ${MAX_FILE_LINES} is the most: split it by what it is about.`,
    );
}

export function longFunctions(house: House): string[] {
  return productOf(house).flatMap((file) =>
    functionsIn(house.get(file) ?? "")
      .filter(({ lines }) => lines > MAX_FUNCTION_LINES)
      .map(
        ({ name, lines }) =>
          `${file}: ${name} has ${lines} lines, and ${MAX_FUNCTION_LINES} is the most: take a step of it out by name.`,
      ),
  );
}

/** Counts from a function's head to the brace that closes it at the same indentation: enough for formatted code. */
function functionsIn(text: string): { name: string; lines: number }[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const head =
      /^(\s*)(?:export )?(?:async )?function\*? (\w+)/.exec(line) ??
      /^(\s*)(?:export )?const (\w+) = .*=> \{$/.exec(line);
    if (!head) return [];
    const end = lines.findIndex((other, at) => at > index && other.startsWith(`${head[1]}}`));
    return [{ name: head[2] ?? "", lines: end - index + 1 }];
  });
}

/** Members that are hidden from the check for members too many, and change together in a diff. */
export function literalsInLiterals(house: House): string[] {
  return codeOf(house).flatMap((file) => {
    const text = house.get(file) ?? "";
    return [...text.matchAll(/(?<=[\s([{,])\.\.\.(?=[[{]|\([[{])/g)]
      .filter(({ index }) => isLiteral(text, index + 3))
      .map(
        ({ index }) =>
          `${file}:${text.slice(0, index).split("\n").length} spreads a literal: write its members where it stands.`,
      );
  });
}

/** In parentheses it is one with a type: `([…] as const)`; with more than that it is computed. */
function isLiteral(text: string, from: number): boolean {
  const end = closing(text, from);
  const inner = text.charAt(from) === "(" ? text.slice(closing(text, from + 1) + 1, end) : "";
  return /^(?:\s*as [\w.<>[\]]+)?$/.test(inner.trimEnd()) && /^[,\s]*[\]})]|^,/.test(text.slice(end + 1, end + 200));
}

/** A doc comment stands over something. */
export function orphanedComments(house: House): string[] {
  return codeOf(house).flatMap((file) => {
    const text = house.get(file) ?? "";
    return [...text.matchAll(/^[ \t]*\/\*\*(?:[^*]|\*(?!\/))*\*\/[ \t]*\n[ \t]*(?=\n|\/\*\*)/gm)].map(
      ({ index }) =>
        `${file}:${text.slice(0, index).split("\n").length} describes nothing: take the comment away, or put it where it belongs.`,
    );
  });
}

/** Where what opens here is closed; brackets in strings come in pairs. */
function closing(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (/[[({]/.test(text.charAt(at))) depth += 1;
    if (/[\])}]/.test(text.charAt(at))) depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}

/** Numbers that look alike, and are two: each is somebody else's. */
const TWINS = new Set(["LONGEST_WAIT_S", "MAX_BODY_BYTES"]);

/** A limit stands in one place. */
export function twinLimits(house: House): string[] {
  const all = limitsIn(house, /^(?!demo\/)/);
  return all.flatMap(({ file, name, value }, index) => {
    const twin = all
      .slice(0, index)
      .find((other) => other.file !== file && other.name === name && other.value === value);
    if (TWINS.has(name) || !twin) return [];
    return [`${file} says ${name} = ${value} again, as ${twin.file} does: export it from the lower of the two.`];
  });
}

/** As many characters as the contract allows of something else: how much is shown of a text in one place. */
const COINCIDENCES: readonly string[] = [
  "app/message/render.ts MAX_FALLBACK_CHARS",
  "app/updates/acknowledge.ts MAX_KEY_CHARS",
  "app/slack/blocks/list.ts MAX_TITLE_CHARS",
];

/** What the contract limits is limited nowhere else. */
export function limitsAgain(house: House): string[] {
  const contract = leavesOf(LIMITS);
  const again = limitsIn(house, /^(?:app|db)\//)
    .filter(({ name, value, sourced }) => {
      const unit = name.toLowerCase().split("_").at(-1) ?? "";
      return !sourced && contract.some((one) => one.value === value && one.words.some((word) => word === unit));
    })
    .map(({ file, name }) => `${file} ${name}`);
  return [
    ...again
      .filter((one) => !COINCIDENCES.includes(one))
      .map((one) => `${one} is a limit of the contract said again: take it from LIMITS.`),
    ...COINCIDENCES.filter((one) => !again.includes(one)).map(
      (one) => `${one} is no coincidence any more: take it off the list in test/architecture/texts.ts.`,
    ),
  ];
}

/** No template says a limit itself. */
export function limitsInTemplates(house: House): string[] {
  const views = [...house].filter(([path]) => path.endsWith(".eta"));
  return views.flatMap(([path, text]) =>
    [...text.matchAll(/\b(?:maxlength|minlength|max|min|pattern)="[^<"][^"]*"/g)].map(
      ([words]) => `${path} says ${words} itself: take it from limits.`,
    ),
  );
}

/** Versions are exact, and the lock names no registry. */
export function looseVersions(house: House): string[] {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(house.get("package.json") ?? "{}");
  const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)),
  );
  const resolved = house.get("package-lock.json")?.includes('"resolved"');
  return [
    ...loose.map(([name, version]) => `package.json asks for ${name} ${version}: name one version exactly.`),
    ...(resolved ? ["package-lock.json names a registry: install with the .npmrc of this house."] : []),
  ];
}

type Limit = { file: string; name: string; value: number; sourced: boolean };

/** Constants that say how much of something there may be; `sourced`: it says from whom it has the number. */
function limitsIn(house: House, where: RegExp): Limit[] {
  const among = productOf(house).filter((file) => where.test(file));
  return among.flatMap((file) => {
    const text = house.get(file) ?? "";
    const found = text.matchAll(/const ((?:MAX|MOST|LONGEST|MIN|LEAST|SHORTEST)_\w+) = ([\d_* ]+);/g);
    return [...found].map(({ 1: name = "", 2: product = "", index }) => {
      const above = text
        .slice(0, index)
        .replace(/(?:export )?$/, "")
        .trimEnd();
      const comment = above.endsWith("*/") ? above.slice(above.lastIndexOf("/**")) : "";
      const value = product.split("*").reduce((all, factor) => all * Number(factor.replaceAll("_", "")), 1);
      return { file, name, value, sourced: /@source|Source:/.test(comment) };
    });
  });
}

function leavesOf(limits: object): { words: string[]; value: number }[] {
  return Object.entries(limits).flatMap(([key, value]) =>
    typeof value === "number"
      ? [{ words: key.split("_"), value }]
      : leavesOf(value).map((leaf) => ({ ...leaf, words: key.split("_") })),
  );
}
