import { withoutInvisible } from "../../webhooks/contract/visible.ts";

const MAX_NAME_CHARS = 80;
const MAX_HANDLE_CHARS = 40;

/** Longer ones are read no further. */
const READ_CHARS = 1_000;

/**
 * What somebody typed for others to read, as one line that shows all there is: composed, without what cannot be seen or turns the
 * order of letters, and without heaps of marks. `<`, `*` and the like are each surface's to escape.
 */
export function visibleLine(given: string): string {
  const line = given
    .slice(0, READ_CHARS)
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\p{Cc}\s]/gu, " ");
  return withoutInvisible(line)
    .replace(HIDDEN, "")
    .replace(/(\p{M}{2})\p{M}+/gu, "$1")
    .replace(/ +/g, " ")
    .trim();
}

/** Whatever else is no letter and no sign; of joiners, selectors and tags only those are left that belong there. */
const HIDDEN =
  /(?![\u180b-\u180f\u200b-\u200d\ufe00-\ufe0f\u{e0020}-\u{e007f}\u{e0100}-\u{e01ef}])[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** What tells two of the same name apart stands in brackets behind it, and is Pulse's to write. */
const OURS = /[\p{Ps}\p{Pe}<>＜＞@＠﹫]/gu;

/** How a person is called on pages; never as Pulse itself. */
export function nameFor(given: string, email: string | null): string {
  const names = [given, email?.split("@")[0] ?? ""].map((name) => visibleLine(name.replace(OURS, " ")));
  const name = names.find((one) => one !== "" && !looksLike(one, "Pulse")) ?? "Somebody";
  return [...name].slice(0, MAX_NAME_CHARS).join("").trim();
}

/** The same, told apart from whoever is here and called so already. @param mark Their address, or what Pulse calls them in Slack. */
export function nameBeside(name: string, others: readonly string[], mark: string): string {
  return others.some((other) => looksLike(other, name)) ? `${name} (${mark})` : name;
}

/** For a reader who does not look twice. */
export function looksLike(one: string, other: string): boolean {
  const [a, b] = [skeleton(one), skeleton(other)];
  return a === b && (a !== "" || one === other);
}

/** Letters of other scripts that look like Latin ones, each beside what it is taken for. @source unicode.org, UTS 39, confusables.txt */
const ALIKE = new Map(
  ["аα ɑa", "вβ b", "сϲ c", "ԁđ d", "еε e", "ɡ g", "нһ h", "іıι1|ӏl i", "ј j", "кκ k", "м m", "ηп n", "оοσ0ø o"]
    .concat(["рρ p", "ԛ q", "г r", "ѕ s", "тτ t", "υ u", "ν v", "ԝ w", "хχ x", "уγ y"])
    .flatMap((row) => [...row.slice(0, -1).replaceAll(" ", "")].map((letter) => [letter, row.at(-1) ?? ""] as const)),
);

function skeleton(text: string): string {
  const plain = text.normalize("NFKD").toLowerCase();
  const letters = [...plain].map((letter) => ALIKE.get(letter) ?? letter).join("");
  return letters
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replaceAll("rn", "m")
    .replaceAll("vv", "w");
}

/** What nobody here is called yet: "mira", "mira-2". */
export function handleFor(emailOrName: string, taken: ReadonlySet<string>): string {
  const plain = (emailOrName.split("@")[0] ?? "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, MAX_HANDLE_CHARS);
  const base = plain || "somebody";
  for (let number = 1; ; number++) {
    const handle = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(handle)) return handle;
  }
}
