import { expect, test } from "vitest";
import { pathRole, type PathRole } from "../../../pipelines/text/paths.ts";

const ROLES: Record<PathRole, string[]> = {
  changelog: [
    "CHANGELOG.md",
    "packages/parcels/CHANGELOG.md",
    "CHANGES.rst",
    "NEWS",
    "History.markdown",
    "RELEASES.md",
    "docs/releases/5.1.txt",
    "doc/source/whatsnew/v2.2.0.rst",
  ],
  fragment: [
    "newsfragments/1234.bugfix",
    "src/parcels/api/newsfragments/1234.feature",
    "news/1234.bugfix.rst",
    "CHANGES/1234.misc.rst",
    "changelog.d/20260301_mira_map.md",
    ".changelog/1234.txt",
    ".unreleased/pr_1234",
    "changelogs/unreleased/map.yml",
    "changelog/fix_the_map.md",
    "changelog_unreleased/api/1234.md",
    "upcoming-release-notes/1234.md",
    "doc/users/next_whats_new/map.rst",
    "docs/changelog/1234.yaml",
    "releasenotes/notes/map-4d5e.yaml",
  ],
  changeset: [
    ".changeset/brave-cats-sing.md",
    ".changes/unreleased/Added-20260301.yaml",
    "change/parcels-1234.json",
    ".yarn/versions/4d5e.yml",
    ".nx/version-plans/map.md",
  ],
  manifest: ["package.json", "crates/parcels/Cargo.toml", "go.mod", "requirements-dev.txt", "src/Parcels.csproj"],
  made: ["package-lock.json", "Cargo.lock", "pnpm-lock.yaml", "dist/app.js", "src/app.min.js", "api/parcels.pb.go"],
  test: [
    "test/parser.ts",
    "src/parser.test.ts",
    "src/__tests__/parser.ts",
    "internal/cmd/root_test.go",
    "tests/test_parser.py",
    "spec/models/parcel_spec.rb",
    "src/ParcelTest.java",
    "crates/parcels-test/src/lib.rs",
    "packages/parcels/e2e/run.ts",
    "benches/parser.rs",
  ],
  docs: ["README.md", "docs/retries.html", "LICENSE", "examples/map/index.ts", ".changeset/README.md", "src/notes.mdx"],
  workshop: [".github/workflows/ci.yml", ".gitignore", "scripts/release.py", "vite.config.ts", "tsconfig.build.json"],
  product: [
    "src/app.ts",
    "src/docs/search.ts",
    "src/news/list.ts",
    "src/changes/table.ts",
    "src/release/notes.ts",
    "app/models/test_result.rb",
    "locales/de.json",
    "infra/main.tf",
    "Dockerfile",
    "lib/latest.ts",
  ],
};

test.each(Object.entries(ROLES).flatMap(([role, paths]) => paths.map((path) => [path, role])))(
  "%s is %s",
  (path, role) => {
    expect(pathRole(path)).toBe(role);
  },
);
