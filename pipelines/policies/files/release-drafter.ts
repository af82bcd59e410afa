import { keyed, yamlList, yamlTexts, type YamlValue } from "./read-yaml.ts";
import { leavingOut, translatedCategories, type Translated } from "./translated.ts";
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
  const categories = yamlList(given).map(keyed);
  const named = categories.flatMap((category) => {
    const [title] = yamlTexts(category["title"]);
    const labels = [...yamlTexts(category["label"]), ...yamlTexts(category["labels"])];
    return title ? [{ title, labels }] : [];
  });
  const translated = translatedCategories(named, null);
  const followed = ["exclude-labels", "include-labels", "exclude-contributors", ...ABOUT_THE_TEXT];
  return {
    ...translated,
    left_out: [
      ...leavingOut("labels", "none", yamlTexts(rest["include-labels"])),
      ...leavingOut("labels", "any", yamlTexts(rest["exclude-labels"])),
      ...leavingOut("authors", "any", yamlTexts(rest["exclude-contributors"])),
    ],
    not_followed: [
      ...unknownKeys(rest, followed),
      ...categories.flatMap((one) => unknownKeys(one, ["title", "label", "labels", "collapse-after"], "categories.")),
      ...translated.not_followed,
    ],
  };
}
