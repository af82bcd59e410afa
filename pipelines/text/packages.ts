import { asObject, asTexts, jsonObject, listIn, tableOf, textIn, yamlListOf } from "./manifests.ts";
import { pathRole } from "./paths.ts";

/** The beginning of a file at the root of a repository, or below; null where there is none, undefined where nobody looked. */
type TextOf = (path: string) => string | null | undefined;

const WORKSPACES = "Cargo.toml package.json pnpm-workspace.yaml pyproject.toml".split(" ");
/** Builds whose parts nobody lists where it could be read: with one of them at the root, all of the repository may be its product. */
const OTHER_BUILDS =
  "go.mod setup.py composer.json pom.xml build.gradle build.gradle.kts mix.exs pubspec.yaml CMakeLists.txt Package.swift".split(
    " ",
  );

/** What has to be read at the root of a repository to know of which packages it is made. */
export const ROOT_MANIFESTS: readonly string[] = WORKSPACES.concat(OTHER_BUILDS);

/** By any of these a folder is something that is made for itself, whether a workspace names it or not. */
const OWN_MANIFESTS = "package.json Cargo.toml pyproject.toml setup.py go.mod Dockerfile Chart.yaml action.yml".split(
  " ",
);
const DEEPEST = 3;

/**
 * Says of a path whether it lies beside all packages: in a repository that is a workspace and no package itself, in a folder that its
 * manifests do not name and that has none of its own. Where that cannot be said for sure, it does not.
 */
export function besidePackages(textOf: TextOf): (path: string) => boolean {
  const isMember = membersOf(textOf);
  if (!isMember) return () => false;
  return (path) => isMember(path) === false && ownManifests(path).every((one) => textOf(one) === null);
}

/** What has to be read besides, to know whether these paths lie beside all packages. */
export function manifestsAround(paths: readonly string[], textOf: TextOf): string[] {
  const isMember = membersOf(textOf);
  const beside = isMember ? paths.filter((path) => pathRole(path) === "product" && !isMember(path)) : [];
  return [...new Set(beside.flatMap(ownManifests))];
}

/** "a/b/c.ts" → "a/package.json" …, "a/b/package.json" … */
function ownManifests(path: string): string[] {
  const folders = path.split("/").slice(0, -1).slice(0, DEEPEST);
  return folders.flatMap((_, at) => OWN_MANIFESTS.map((name) => [...folders.slice(0, at + 1), name].join("/")));
}

/** Folders of sources, and of what a program reads when it runs or is run with: a workspace may be an application besides. */
const SOURCES = new Set(
  (
    "src source lib app pages components server client web cmd internal pkg api public assets static templates themes locales locale " +
    "i18n l10n translations lang migrations db sql proto protos schemas charts deploy docker infra"
  ).split(" "),
);

/** "packages/*", "apps/web-*", "libs/**" */
const PATTERN = /^(?:[\w.@-]+\*?|\*\*?)(?:\/(?:[\w.@-]*\*?|\*\*))*$/;
const MOST_PATTERNS = 200;

/** Null where the root is a package, or its members are not known for sure. A file of the root itself may be anything. */
function membersOf(textOf: TextOf): ((path: string) => boolean) | null {
  const isAsked = ROOT_MANIFESTS.every((name) => textOf(name) !== undefined);
  if (!isAsked || OTHER_BUILDS.some((name) => textOf(name) !== null)) return null;
  const named = [cargo(textOf), npm(textOf), python(textOf)];
  const patterns = named.flatMap((some) => some ?? []);
  const isKnown = patterns.length <= MOST_PATTERNS && patterns.every((pattern) => PATTERN.test(pattern));
  if (named.includes(null) || patterns.length === 0 || !isKnown) return null;
  const members = patterns.map((pattern) => pattern.split("/").filter((part) => part !== "" && part !== "."));
  return (path) => {
    const parts = path.split("/");
    return parts.length === 1 || SOURCES.has(parts[0] ?? "") || members.some((member) => holds(member, parts));
  };
}

function holds(member: readonly string[], parts: readonly string[]): boolean {
  const rest = member.indexOf("**");
  const named = rest < 0 ? member : member.slice(0, rest);
  return (
    parts.length > named.length &&
    named.every((name, at) => {
      const part = parts[at] ?? "";
      return name.endsWith("*") ? part.startsWith(name.slice(0, -1)) : part === name;
    })
  );
}

/** The members that one manifest names; null where the root is a package, as far as that one knows. */
type Members = string[] | null;

function cargo(textOf: TextOf): Members {
  const text = textOf("Cargo.toml") ?? null;
  if (text === null) return [];
  return tableOf(text, "package") || !tableOf(text, "workspace") ? null : listIn(text, "workspace", "members");
}

/** What a package offers others, or how it is run. @source docs.npmjs.com, package.json. */
const OFFERS = ["main", "module", "exports", "bin", "browser", "types", "files"];

function npm(textOf: TextOf): Members {
  const text = textOf("package.json") ?? null;
  const workspace = textOf("pnpm-workspace.yaml") ?? "";
  const pnpm = yamlListOf(workspace, "packages");
  if (pnpm.length === 0 && workspace.includes("packages:")) return null;
  // Of what is not meant the list is none, and neither is the root.
  const members = (all: readonly string[]) => all.filter((one) => !one.startsWith("!") && one !== ".");
  if (text === null) return members(pnpm);
  const root = jsonObject(text);
  const offers = OFFERS.some((key) => key in root) || "start" in asObject(root["scripts"]);
  if (root["private"] !== true || offers) return null;
  const { workspaces } = root;
  return members([...asTexts(workspaces), ...asTexts(asObject(workspaces)["packages"]), ...pnpm]);
}

/** A package of Rust that is one of Python, too, says where that is. @source maturin.rs, "Project Layout". */
function python(textOf: TextOf): Members {
  const text = textOf("pyproject.toml") ?? null;
  if (text === null) return [];
  if (tableOf(text, "tool.uv")?.some((line) => line.startsWith("workspace"))) return null;
  const members = listIn(text, "tool.uv.workspace", "members");
  if (!tableOf(text, "project") && !tableOf(text, "tool.poetry")) return members;
  const sources = textIn(text, "tool.maturin", "python-source");
  return sources === null ? null : [...members, sources];
}
