/**
 * What a file is for, by the place and the name that it has in any repository.
 *
 * - `changelog`: the list of changes itself. `fragment`, `changeset`: a file that becomes a line of it.
 * - `manifest`: what a package is called and needs. `made`: what tools write from something else: locks, bundles, snapshots.
 * - `test`, `docs`, `workshop`: around the product: how it is tried, explained and built. `product`: all the rest.
 */
export type PathRole =
  "changelog" | "fragment" | "changeset" | "manifest" | "made" | "test" | "docs" | "workshop" | "product";

/** @source Keep a Changelog, and what package registries show as one. */
const CHANGELOG_NAMES = words("changelog changes history news releasenotes whatsnew releases");
/** @source towncrier, scriv, reno, changie, antsibull and GitLab's own: folders of entries that a release gathers. */
const FRAGMENT_FOLDERS = words("newsfragments changelog.d changes.d .changelog .unreleased changelog_unreleased");
/** The same near the top; deeper, such a name belongs to the product: a page of news, a table of changes. */
const NEAR_FRAGMENT_FOLDERS = words("changelog changelogs changes news fragments unreleased releasenotes upcoming");
const NEAR = 3;
/** @source changesets and what works like it: sampo, knope, covector, beachball, chronus, Nx, Yarn. */
const CHANGESET_FOLDERS = words(".changeset .changesets changesets .changes .chronus version-plans");
const VERSION_FOLDERS = words("releases release release-notes release_notes whatsnew whats_new whats-new changelogs");
const TEXTS = words("md mdx markdown rst adoc txt org yml yaml toml json");

/** @source GitHub's linguist, `generated.rb`, and the package managers' own pages. */
const MADE_NAMES = words("package-lock.json npm-shrinkwrap.json go.sum packages.lock.json gradle.lockfile bun.lockb");
const MADE_ENDINGS = words("lock lockfile snap map");
const VENDORED = words("vendor");
const MADE_FOLDERS = words("dist third_party node_modules __generated__ generated __snapshots__");
const MANIFESTS = words(
  "package.json cargo.toml pyproject.toml go.mod pom.xml build.gradle build.gradle.kts gemfile composer.json setup.py " +
    "setup.cfg pnpm-workspace.yaml libs.versions.toml mix.exs pubspec.yaml directory.packages.props",
);

const TEST_FOLDERS = words(
  "test tests e2e testdata fixture fixtures mock mocks __tests__ __mocks__ __fixtures__ " +
    "bench benches benchmark benchmarks fuzz testutil testutils",
);
/** Beside sources; among them they may be what the product is about. */
const OUTER_TEST_FOLDERS = words("testing spec specs snapshots");
const TEST_ENDS = words("test tests e2e fixtures testdata bench benchmarks");
const TEST_MARKS = words("test tests spec specs e2e bench");

/** @source GitHub's linguist, `documentation.yml`. */
const DOCS_FOLDERS = words("documentation javadoc groovydoc example examples sample samples storybook");
const TOP_DOCS_FOLDERS = words("doc docs man demo demos website");
const DOCS_NAMES = words(
  "citation contributing copying install license licence readme authors maintainers notice security",
);
const DOCS_ENDINGS = words("md mdx markdown rst adoc");

const WORKSHOP_FOLDERS = words("script scripts hack buildsrc build-logic");
/** The same at the top, or at the top of a package: further down they are parts of the product, the `tools` of an agent, the `ci` of a forge. */
const TOP_WORKSHOP_FOLDERS = words("ci tools tooling");
const HOLD_PACKAGES = words(
  "packages crates apps libs modules services plugins extensions components projects workspaces",
);
/** What stands below one of these is made of the same stuff, whatever it is called. */
const SOURCE_FOLDERS = words("src source sources lib app internal");
/** @source What linters, formatters, test runners, task runners, build services and release tools call their settings in their own pages. */
const WORKSHOP_NAMES = words(
  "makefile justfile rakefile dangerfile jenkinsfile vagrantfile gulpfile.js gruntfile.js taskfile.yml gradlew gradlew.bat " +
    "gradle-wrapper.properties mvnw mvnw.cmd manifest.in codeowners tsconfig.json jsconfig.json turbo.json nx.json lerna.json rush.json " +
    "rustfmt.toml clippy.toml deny.toml rust-toolchain rust-toolchain.toml tox.ini noxfile.py pytest.ini mypy.ini ruff.toml shell.nix " +
    "tslint.json biome.json biome.jsonc dprint.json cspell.json typos.toml checkstyle.xml detekt.yml stylecop.json phpunit.xml phpstan.neon " +
    "mkdocs.yml lefthook.yml renovate.json renovate.json5 codecov.yml cypress.json nodemon.json azure-pipelines.yml appveyor.yml cloudbuild.yaml " +
    "sonar-project.properties release-please-config.json cliff.toml release-plz.toml",
);

/** @param path With `/` between its parts, as git has it. */
export function pathRole(path: string): PathRole {
  const parts = path.toLowerCase().split("/");
  const name = parts.at(-1) ?? "";
  const folders = parts.slice(0, -1);
  const ending = name.includes(".") ? name.slice(name.lastIndexOf(".") + 1) : "";
  const isIn = (known: ReadonlySet<string>) => folders.some((folder) => known.has(folder));
  const told = entryRole(name, ending, folders);
  if (told) return told;
  if (
    MADE_NAMES.has(name) ||
    MADE_ENDINGS.has(ending) ||
    isIn(MADE_FOLDERS) ||
    isBesideSources(VENDORED, folders) ||
    isLockYaml(name)
  )
    return "made";
  if (/\.(?:min\.(?:js|css)|pb\.\w+)$/.test(name)) return "made";
  if (folders.some(isTestFolder) || isBesideSources(OUTER_TEST_FOLDERS, folders) || isTestName(parts.at(-1)!, path))
    return "test";
  if (MANIFESTS.has(name) || /^requirements[\w.-]*\.txt$|\.csproj$/.test(name)) return "manifest";
  if (
    isIn(DOCS_FOLDERS) ||
    TOP_DOCS_FOLDERS.has(folders[0] ?? "") ||
    DOCS_ENDINGS.has(ending) ||
    /\.stories\.\w+$/.test(name) ||
    (DOCS_NAMES.has(stem(name)) && isPage(path, ending))
  )
    return "docs";
  if (parts.some((part) => part.startsWith(".")) || isWorkshop(name, folders)) return "workshop";
  return "product";
}

/** "INSTALL.cfg" and "install.txt" are read by people; `install.rs` and `security.ts` are code. */
const isPage = (path: string, ending: string): boolean =>
  ["", "txt", "org", "html"].includes(ending) || /(?:^|\/)[A-Z]{3,20}\.[^/]*$/.test(path);

function entryRole(name: string, ending: string, folders: readonly string[]) {
  const isText = TEXTS.has(ending) || ending === "";
  if (isText && CHANGELOG_NAMES.has(stem(name).replace(/[^a-z]/g, ""))) return "changelog";
  if (isText && VERSION_NAME.test(name) && folders.some((folder) => VERSION_FOLDERS.has(folder))) return "changelog";
  // A page about the folder is none of its entries, and neither is what tells a tool about it.
  if (!(TEXTS.has(ending) || NUMBERED.test(name)) || /^(?:readme|template|config|index|pre\b|_)/.test(name))
    return null;
  if (folders.some((folder, at) => isChangesetFolder(folder, at, folders))) return "changeset";
  return folders.some(isFragmentFolder) ? "fragment" : null;
}

/** "5.1.txt", "v2.2.0.rst", "1.26.0-notes.rst" */
const VERSION_NAME = /^v?\d+(?:\.\d+)*(?:\.x)?(?:-notes)?\.[a-z]+$/;
/** "1234.bugfix", "pr_1234": as towncrier and others name them. */
const NUMBERED = /^(?:[a-z]{1,4}[-_])?\+?\d{1,9}(?:\.[a-z]+){0,2}$/;

const isChangesetFolder = (folder: string, at: number, folders: readonly string[]): boolean =>
  CHANGESET_FOLDERS.has(folder) ||
  (folder === "change" && at === 0) ||
  (folder === "versions" && folders[at - 1] === ".yarn");

/** "changelog.d", "upcoming-release-notes", "next_whats_new" */
function isFragmentFolder(folder: string, at: number): boolean {
  if (FRAGMENT_FOLDERS.has(folder)) return true;
  if (at >= NEAR) return false;
  const named = folder.replace(/^\./, "").split(/[-_.]/);
  if (named.length === 1) return NEAR_FRAGMENT_FOLDERS.has(named[0] ?? "");
  return named.every((word) => FRAGMENT_WORDS.has(word)) && named.some((word) => TELLING.has(word));
}
const FRAGMENT_WORDS = words(
  "changelog changelogs change changes news fragments unreleased upcoming release notes next whats new api",
);
const TELLING = words("changelog changelogs changes news fragments unreleased notes whats");

function isTestFolder(folder: string, at: number, folders: readonly string[]): boolean {
  if (TEST_FOLDERS.has(folder)) return true;
  const [first = "", ...others] = folder.split(/[-_]/);
  const last = others.at(-1) ?? "";
  if (TEST_ENDS.has(last)) return true;
  // "test-utils" anywhere; but `src/test-match` is about something that is tried.
  return (
    (first === "test" || first === "tests") && (TEST_AIDS.has(last) || (last !== "" && !isBelowSources(at, folders)))
  );
}
const TEST_AIDS = words("util utils helper helpers support data harness");

/** `a.test.ts`, `a_test.go`, `test_a.py`, `ATest.java`; but `run_tests.rs` and `test-run-card.tsx` may be about tests. */
function isTestName(name: string, path: string): boolean {
  const dotted = name.split(".").slice(1, -1);
  if (dotted.some((mark) => TEST_MARKS.has(mark.split("-")[0] ?? "")) || name === "conftest.py") return true;
  const last = stem(name).split(/[_-]/);
  if (last.length > 1 && LAST_MARKS.has(last.at(-1) ?? "")) return true;
  if (last[0] === "test" && name.endsWith(".py")) return true;
  return /[a-z](?:Tests?|Spec)\.(?:java|kt|cs|swift|scala|php|groovy)$/.test(path);
}
const LAST_MARKS = words("test spec e2e bench");

const isBesideSources = (known: ReadonlySet<string>, folders: readonly string[]): boolean =>
  folders.some((folder, at) => known.has(folder) && !isBelowSources(at, folders));

const isBelowSources = (at: number, folders: readonly string[]): boolean =>
  folders.slice(0, at).some((above) => SOURCE_FOLDERS.has(above));

function isWorkshop(name: string, folders: readonly string[]): boolean {
  if (WORKSHOP_NAMES.has(name) || /^tsconfig\.[\w.-]+\.json$|\.config\.[cm]?[jt]s$/.test(name)) return true;
  const isTop = (at: number): boolean => at === 0 || (at <= 2 && HOLD_PACKAGES.has(folders[0] ?? ""));
  if (folders.some((folder, at) => TOP_WORKSHOP_FOLDERS.has(folder) && isTop(at))) return true;
  return isBesideSources(WORKSHOP_FOLDERS, folders);
}

const isLockYaml = (name: string): boolean => /^(?:pnpm-)?lock\.ya?ml$|-lock\.ya?ml$/.test(name);

const stem = (name: string): string => (name.includes(".") ? name.slice(0, name.indexOf(".")) : name);

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
