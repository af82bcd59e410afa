import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { LIMITS } from "../webhooks/contract/limits.ts";

const root = join(import.meta.dirname, "..");

/** What each folder may import of ours, besides itself. Longest name first: a file belongs to the first that fits. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "webhooks/contract": ["base"],
  "db/app": ["db", "webhooks/contract", "base"],
  "db/pipelines": ["db", "webhooks/contract", "base"],
  base: [],
  webhooks: ["webhooks/contract", "base"],
  db: ["base"],
  app: ["base", "webhooks/contract", "webhooks", "db", "db/app"],
  pipelines: ["base", "webhooks/contract", "webhooks", "db", "db/pipelines"],
  views: [],
  demo: ["base", "webhooks/contract"],
};

/** Each library has one home; the rest of the house asks there. */
const HOMES: Record<string, readonly string[]> = {
  "@slack/web-api": ["app/delivery", "app/slack"],
  "@slack/bolt": ["app/slack"],
  eta: ["app/web"],
  "markdown-it": ["webhooks/contract", "app/message", "demo/slack"],
  kysely: ["db"],
  pg: ["db"],
  "pg-boss": ["db"],
  "@langchain/langgraph": ["pipelines/report"],
  "@langchain/core/runnables": ["pipelines/report"],
  "@modelcontextprotocol/sdk": ["pipelines/github", "pipelines/mcp"],
  openai: ["pipelines/models"],
  "openid-client": ["app/people"],
  "@pydantic/genai-prices": ["pipelines/models"],
  "@octokit/rest": ["pipelines/github"],
  "@octokit/openapi-types": ["demo/github"],
  pino: ["base"],
  "@opentelemetry": ["base/tracing"],
  standardwebhooks: ["webhooks"],
  hono: ["app/web", "app/slack", "app/start.ts", "pipelines/api", "webhooks/receive.ts", "demo"],
  "@hono/node-server": ["app/start.ts", "pipelines/start.ts", "demo"],
  "temporal-polyfill": ["app/clock"],
  diff: ["app/web"],
};

const MAX_FILE_LINES = 250;
const MAX_FUNCTION_LINES = 60;

const files = Object.keys(MAY_IMPORT)
  .filter((folder) => !folder.includes("/"))
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`),
  )
  .filter((file) => file.endsWith(".ts"))
  .concat("launch.ts");

const folderOf = (path: string) => Object.keys(MAY_IMPORT).find((folder) => path.startsWith(`${folder}/`));

test.each(Object.entries(MAY_IMPORT))("%s imports only what it may", (folder, allowed) => {
  const strays = files
    .filter((file) => folderOf(file) === folder)
    .flatMap((file) => oursIn(file).map((target) => ({ file, target })))
    .filter(({ file, target }) => ![folder, ...allowed].includes(folderOf(target) ?? "?") && !isMigration(file, target))
    .map(({ file, target }) => `${file} → ${target}`);
  expect(strays).toEqual([]);
});

test("launch.ts spawns the mains and stand-ins and imports neither", () => {
  expect(
    oursIn("launch.ts")
      .map(folderOf)
      .filter((folder) => folder !== "base" && folder !== "db"),
  ).toEqual([]);
});

test.each(Object.entries(HOMES))("%s is used only at home", (library, homes) => {
  const strays = files
    .filter((file) => packagesIn(file).some((name) => name === library || name.startsWith(`${library}/`)))
    .filter((file) => !homes.some((home) => file === home || file.startsWith(`${home}/`)));
  expect(strays).toEqual([]);
});

test("the environment is read in the configs and by the launcher alone", () => {
  const readers = files.filter((file) => /process\.env\b/.test(read(file)));
  const allowed = [
    "base/",
    "app/main.ts",
    "pipelines/main.ts",
    "pipelines/github/",
    "demo/",
    "launch.ts",
    "db/prepare-database.ts",
  ];
  expect(readers.filter((file) => !allowed.some((start) => file.startsWith(start)))).toEqual([]);
});

test(`no file has more than ${MAX_FILE_LINES} lines`, () => {
  const long = files.map((file) => ({ file, lines: read(file).split("\n").length - 1 }));
  expect(long.filter(({ lines }) => lines > MAX_FILE_LINES)).toEqual([]);
});

test(`no function has more than ${MAX_FUNCTION_LINES} lines`, () => {
  expect(files.flatMap((file) => longFunctions(file))).toEqual([]);
});

/** Numbers that look alike, and are two: each is somebody else's. */
const TWINS = new Set(["LONGEST_WAIT_S", "MAX_BODY_BYTES"]);

test("a limit stands in one place", () => {
  const product = limitsIn(files.filter((file) => !file.startsWith("demo/")));
  const twins = product.filter(
    ({ file, name, value }) =>
      !TWINS.has(name) && product.some((other) => other.file !== file && other.name === name && other.value === value),
  );
  expect(twins).toEqual([]);
});

test("what the contract limits is limited nowhere else", () => {
  const contract = leavesOf(LIMITS);
  const again = limitsIn(files.filter((file) => /^(?:app|db)\//.test(file))).filter(({ name, value, sourced }) => {
    const words = name.toLowerCase().split("_");
    const unit = words.at(-1) ?? "";
    return !sourced && contract.some((one) => one.value === value && one.words.some((word) => word === unit));
  });
  expect(again.map(({ file, name }) => `${file} ${name}`)).toEqual(COINCIDENCES);
});

/** As many characters as the contract allows of something else: how much is shown of a text in one place. */
const COINCIDENCES = [
  "app/message/render.ts MAX_FALLBACK_CHARS",
  "app/updates/acknowledge.ts MAX_KEY_CHARS",
  "app/slack/blocks/list.ts MAX_TITLE_CHARS",
];

test("no template says a limit itself", () => {
  const views = readdirSync(join(root, "views"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".eta"))
    .map((name) => `views/${name}`);
  const said = views.flatMap((file) =>
    [...read(file).matchAll(/\b(?:maxlength|minlength|max|min|pattern)="[^<"]/g)].map(([words]) => `${file}: ${words}`),
  );
  expect(said).toEqual([]);
});

test("versions in package.json are exact, and the lock names no registry", () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read("package.json"));
  const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)),
  );
  expect(loose).toEqual([]);
  expect(read("package-lock.json")).not.toContain('"resolved"');
});

type Limit = { file: string; name: string; value: number; sourced: boolean };

/** Constants that say how much of something there may be; `sourced`: it says from whom it has the number. */
function limitsIn(among: readonly string[]): Limit[] {
  return among.flatMap((file) => {
    const text = read(file);
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

function isMigration(file: string, target: string): boolean {
  return file === "db/prepare.ts" && target.includes("/migrations/");
}

function oursIn(file: string): string[] {
  return importsOf(file)
    .filter((name) => name.startsWith("."))
    .map((name) => relative(root, join(root, dirname(file), name)));
}

function packagesIn(file: string): string[] {
  return importsOf(file).filter((name) => !name.startsWith(".") && !name.startsWith("node:"));
}

function importsOf(file: string): string[] {
  return [...read(file).matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name = ""]) => name);
}

/** Counts from a function's head to the brace that closes it at the same indentation: enough for formatted code. */
function longFunctions(file: string): string[] {
  const lines = read(file).split("\n");
  return lines.flatMap((line, index) => {
    const head =
      /^(\s*)(?:export )?(?:async )?function\*? (\w+)/.exec(line) ??
      /^(\s*)(?:export )?const (\w+) = .*=> \{$/.exec(line);
    if (!head) return [];
    const end = lines.findIndex((other, at) => at > index && other.startsWith(`${head[1]}}`));
    return end - index + 1 > MAX_FUNCTION_LINES ? [`${file}: ${head[2]} has ${end - index + 1} lines`] : [];
  });
}

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}
