import { LIMITS } from "../../../webhooks/contract/limits.ts";
import type { PolicyRule } from "../../../webhooks/contract/policy.ts";
import { keyed, yamlList, yamlTexts, type YamlValue } from "./read-yaml.ts";
import { labelled, leavingOut, translatedCategories, type Translated, unplain, withNone } from "./translated.ts";
import { unknownKeys } from "./unknown-keys.ts";

/** How a release is written, named and numbered: nothing of what is told. */
const ABOUT_THE_TEXT = ["template", "change-template", "name-template", "tag-template", "change-title-escapes"];

/**
 * release-drafter's configuration: categories by labels, and what is included and excluded.
 *
 * @source github.com/release-drafter/release-drafter, "Configuration Options".
 */
export function fromReleaseDrafter(file: YamlValue): Translated {
  const { categories: given, ...rest } = keyed(file);
  const [labels, authors] = [yamlTexts(rest["exclude-labels"]), yamlTexts(rest["exclude-contributors"])];
  const included = yamlTexts(rest["include-labels"]);
  const categories = yamlList(given).map(keyed);
  const few = included.length <= LIMITS.policy.values && unplain(included).length === 0 ? included : [];
  // What is excluded from all stands under no heading, whatever leads there; nor does what is not included.
  const only = [...(few.length > 0 ? [labelled("any", few)] : []), ...withNone(labels, authors)];
  const named = categories.flatMap((category) => {
    const [title] = yamlTexts(category["title"]);
    const own = [...yamlTexts(category["label"]), ...yamlTexts(category["labels"])];
    return title ? [{ title, labels: own, only }] : [];
  });
  const translated = translatedCategories(named, null);
  const followed = ["exclude-labels", "include-labels", "exclude-contributors", ...ABOUT_THE_TEXT];
  const others: PolicyRule[] = few.length > 0 ? [{ when: [labelled("none", few)], then: "omit", firm: "usually" }] : [];
  return {
    ...translated,
    left_out: [...others, ...leavingOut("labels", labels), ...leavingOut("authors", authors)],
    not_followed: [
      ...unknownKeys(rest, followed),
      ...categories.flatMap((one) => unknownKeys(one, ["title", "label", "labels", "collapse-after"], "categories.")),
      ...(few.length < included.length ? ["include-labels"] : []),
      ...unplain([...labels, ...authors]),
      ...translated.not_followed,
    ],
  };
}
