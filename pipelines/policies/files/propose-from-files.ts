import { listed } from "../../../base/listed.ts";
import { digestOf } from "../../../webhooks/contract/digest.ts";
import { KEPT_CHARS } from "../../../webhooks/contract/foreign-text.ts";
import type { PolicyProposal } from "../../../webhooks/contract/policy-proposals.ts";
import { isDeepStrictEqual } from "node:util";
import type { PolicyParts } from "../../../webhooks/contract/policy.ts";
import { changedPolicy, type ProposedChange } from "../../../webhooks/contract/proposed-change.ts";
import { changeText } from "../../../webhooks/contract/proposed-change-text.ts";
import { lineBeginning } from "../../text/clean-text.ts";
import { fromReleaseDrafter } from "./release-drafter.ts";
import { fromReleaseYml } from "./release-yml.ts";
import { readYaml, type YamlValue } from "./read-yaml.ts";
import type { Translated } from "./translated.ts";

/** Files in which repositories say what stands in their release notes, and how each is read. */
export const FILES: Readonly<Record<string, (value: YamlValue) => Translated>> = {
  ".github/release.yml": fromReleaseYml,
  ".github/release.yaml": fromReleaseYml,
  ".github/release-drafter.yml": fromReleaseDrafter,
};

type FoundFile = { repo: string; path: string; text: string };

/** Of what is not followed so much is named. */
const MOST_KEYS_NAMED = 12;

/** What one file would have the policy be, as questions; `notes`: what of it is not followed, in sentences. */
export function proposeFromFile(
  { repo, path, text }: FoundFile,
  held: PolicyParts,
): { proposals: PolicyProposal[]; notes: string[] } {
  const where = `${path} of ${repo}`;
  const nothing = (why: string) => ({ proposals: [], notes: [`${where} ${why}, so nothing of it is proposed.`] });
  if (text.length >= KEPT_CHARS.file) return nothing("is longer than 64 KB");
  const read = readYaml(text);
  if ("because" in read) return nothing(read.because);
  const { sections, placed, left_out, not_followed } = (FILES[path] ?? fromReleaseYml)(read.value);
  const changes: ProposedChange[] = [
    ...(sections.length > 0 ? [{ what: "places" as const, sections, rules: placed }] : []),
    ...left_out.map((rule) => ({ what: "rule" as const, rule })),
  ];
  const proposals = changes
    .filter((change) => !isHeld(held, change))
    .map((change): PolicyProposal => {
      const key = digestOf(change).slice(0, 16);
      const because = `${where} says so.`;
      return { key, change, text: changeText(change), because, evidence: null, moves: null, moved: [] };
    });
  const named = [...new Set(not_followed)].map((one) => lineBeginning(one, 100));
  const more = named.length > MOST_KEYS_NAMED ? [`${named.length - MOST_KEYS_NAMED} more`] : [];
  const notes =
    named.length > 0 ? [`Not followed in ${where}: ${listed([...named.slice(0, MOST_KEYS_NAMED), ...more])}.`] : [];
  return { proposals, notes };
}

/** What is in the policy already is no question. */
function isHeld(held: PolicyParts, change: ProposedChange): boolean {
  if (change.what === "rule") return held.rules?.some((rule) => isDeepStrictEqual(rule, change.rule)) === true;
  return isDeepStrictEqual(changedPolicy(held, change), held);
}
