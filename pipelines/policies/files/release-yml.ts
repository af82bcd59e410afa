import type { PolicyCondition } from "../../../webhooks/contract/policy.ts";
import { keyed, yamlList, yamlTexts, type YamlValue } from "./read-yaml.ts";
import { labelled, leavingOut, translatedCategories, type Translated } from "./translated.ts";
import { unknownKeys } from "./unknown-keys.ts";

/** What everything else stands under. */
const EVERYTHING = "*";

/**
 * GitHub's own `.github/release.yml`: categories by labels, and what is excluded.
 *
 * @source docs.github.com, "Automatically generated release notes".
 */
export function fromReleaseYml(file: YamlValue): Translated {
  const changelog = keyed(keyed(file)["changelog"]);
  const exclude = keyed(changelog["exclude"]);
  const categories = yamlList(changelog["categories"]).map(keyed);
  const named = categories.flatMap((category) => {
    const [title] = yamlTexts(category["title"]);
    return title ? [{ title, labels: yamlTexts(category["labels"]), without: excluded(category["exclude"]) }] : [];
  });
  const translated = translatedCategories(named, EVERYTHING);
  return {
    ...translated,
    left_out: [
      ...leavingOut("labels", "any", yamlTexts(exclude["labels"])),
      ...leavingOut("authors", "any", yamlTexts(exclude["authors"])),
    ],
    not_followed: [
      ...unknownKeys(keyed(file), ["changelog"]),
      ...unknownKeys(changelog, ["exclude", "categories"], "changelog."),
      ...unknownKeys(exclude, ["labels", "authors"], "changelog.exclude."),
      ...categories.flatMap((one) => unknownKeys(one, ["title", "labels", "exclude"], "changelog.categories.")),
      ...translated.not_followed,
    ],
  };
}

function excluded(given: YamlValue | undefined): PolicyCondition[] {
  const [labels, authors] = [yamlTexts(keyed(given)["labels"]), yamlTexts(keyed(given)["authors"])];
  return [
    ...(labels.length > 0 ? [labelled("none", labels)] : []),
    ...(authors.length > 0 ? [{ what: "authors", how: "none", values: authors } as const] : []),
  ];
}
