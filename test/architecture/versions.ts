import { createHash } from "node:crypto";
import type { House } from "./house.ts";

const SPEC = "pipelines/report/what-shipped.ts";
const LIST = "test/architecture/versions.ts";

/**
 * What the template was at its newest release: its specification and its prompts, each by a digest.
 *
 * To make a release: raise `version` in package.json (`npm version --no-git-tag-version 0.2.0` takes the lock along), begin CHANGELOG.md
 * with `## 0.2.0` and what is new, and write here what the check says of the template. The first start of a release publishes a version
 * of the template where anything of it differs.
 */
const RELEASED: Readonly<Record<string, string>> = {
  "pipelines/report/what-shipped.ts": "96325036e04a",
  "pipelines/report/prompts/each.md": "56cf71dbf416",
  "pipelines/report/prompts/lead.md": "d94957c85387",
  "pipelines/report/prompts/reading.md": "8ce4961fc8f4",
  "pipelines/report/prompts/tones/celebratory.md": "a950e0c8f508",
  "pipelines/report/prompts/tones/neutral.md": "224d8888e092",
  "pipelines/report/prompts/tones/terse.md": "163d6beeaed5",
  "pipelines/report/prompts/tones/warm.md": "c1cca8f8821a",
  "pipelines/report/prompts/types/release_notes.md": "6f10d17402ad",
  "pipelines/report/prompts/types/risk_review.md": "0fce8340cf50",
  "pipelines/report/prompts/types/whats_next.md": "4a3076c0d1e8",
  "pipelines/report/prompts/types/weekly_digest.md": "864a64f4ab18",
  "pipelines/report/prompts/wishes.md": "2efe003f8748",
  "pipelines/report/prompts/voice.md": "749d6d94d3a4",
  "pipelines/report/prompts/wording.md": "8faefa9008c3",
  "pipelines/report/prompts/writing.md": "bd7e4875eead",
};

/** The package, its CHANGELOG and the template move together: each release has one of each. */
export function partedVersions(house: House): string[] {
  const { version } = JSON.parse(house.get("package.json") ?? "{}") as { version: string };
  const lock = JSON.parse(house.get("package-lock.json") ?? "{}") as { version?: string };
  const newest = /^## \[?v?(\d+\.\d+\.\d+[\w.-]*)/m.exec(house.get("CHANGELOG.md") ?? "")?.[1];
  const spec = /^export const spec = \{$[^]*?^\};$/m.exec(house.get(SPEC) ?? "")?.[0] ?? "";
  const prompts = [...house].filter(([path]) => /^pipelines\/report\/prompts\/.*\.md$/.test(path));
  const parts = new Map([[SPEC, spec] as const, ...prompts]);
  return [
    ...(lock.version !== version
      ? [`package-lock.json is of ${lock.version}, and package.json of ${version}: run npm install.`]
      : []),
    ...(house.has("CHANGELOG.md") && newest !== version
      ? [`CHANGELOG.md begins with ${newest ?? "none"}, and package.json is ${version}: say there what is new in it.`]
      : []),
    ...[...new Set([...parts.keys(), ...Object.keys(RELEASED)])]
      .map((path) => ({ path, is: digestOf(parts.get(path)), was: RELEASED[path] }))
      .filter(({ is, was }) => is !== was)
      .map(({ path, is }) => `${path} is ${is ?? "gone"}, and is not what ${version} has: ${NEXT}`),
  ];
}

const NEXT = `raise the version as ${LIST} says, or write the digest there while that version is not out.`;

function digestOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : createHash("sha256").update(text).digest("hex").slice(0, 12);
}
