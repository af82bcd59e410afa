import { lineBeginning } from "../../text/clean-text.ts";
import { keyed, yamlList, yamlTexts, type YamlValue } from "./read-yaml.ts";
import { leavingOut, translatedCategories, type Translated, unplain, withNone } from "./translated.ts";
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
  const [labels, authors] = [yamlTexts(exclude["labels"]), yamlTexts(exclude["authors"])];
  const categories = yamlList(changelog["categories"]).map(keyed);
  const named = categories.flatMap((category) => {
    const [title] = yamlTexts(category["title"]);
    const own = keyed(category["exclude"]);
    const without = { labels: yamlTexts(own["labels"]), authors: yamlTexts(own["authors"]) };
    // What is excluded from all stands under no heading, whatever leads there.
    const only = withNone([...without.labels, ...labels], [...without.authors, ...authors]);
    return title ? [{ title, labels: yamlTexts(category["labels"]), only, without }] : [];
  });
  const translated = translatedCategories(named, EVERYTHING);
  return {
    ...translated,
    left_out: [...leavingOut("labels", labels), ...leavingOut("authors", authors)],
    not_followed: [
      ...unknownKeys(keyed(file), ["changelog"]),
      ...unknownKeys(changelog, ["exclude", "categories"], "changelog."),
      ...unknownKeys(exclude, ["labels", "authors"], "changelog.exclude."),
      ...categories.flatMap((one) => unknownKeys(one, ["title", "labels", "exclude"], "changelog.categories.")),
      ...unplain([...labels, ...authors]),
      ...exceptions(named),
      ...translated.not_followed,
    ],
  };
}

type Named = { title: string; labels: string[]; without: { labels: string[]; authors: string[] } };

/** What is excluded from everything else, and has no place of its own: there it is told all the same. */
function exceptions(named: readonly Named[]): string[] {
  const placed = new Set(named.flatMap(({ labels }) => labels));
  return named.flatMap(({ title, labels, without }) => {
    if (!labels.includes(EVERYTHING)) return [];
    const lost = [...without.labels.filter((label) => !placed.has(label)), ...without.authors];
    return lost.map((one) => `“${lineBeginning(one, 40)}” excluded from “${lineBeginning(title, 40)}”`);
  });
}
