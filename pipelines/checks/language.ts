import type { Finding } from "../../webhooks/contract/finding.ts";
import { evidenceText } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";

type Language = { name: string; own: string; small: ReadonlySet<string> };

/** The smallest words of a language are in nearly each of its sentences, and hardly any stands in two of these lists. */
const LANGUAGES: readonly Language[] = [
  language(
    "English",
    "english",
    "the and of to a in is are was were with for on from by that it its as be an or not no now when you your can at into than more",
  ),
  language(
    "German",
    "deutsch",
    "der die das und ist sind war wurde wurden ein eine einen einem nicht mit auf für von zu im den dem des sich auch als jetzt diese dieser haben wir viel bei nach werden wird kann",
  ),
  language(
    "French",
    "français",
    "le la les des et est sont été un une du dans pour avec sur pas plus que qui au aux ce cette nous vous par ne se ses leur maintenant",
  ),
  language(
    "Spanish",
    "español",
    "el los las y es son fue del un una en para con por que no se más como ahora esta este nos su sus al lo ya pueden puede",
  ),
  language(
    "Italian",
    "italiano",
    "il lo gli e è sono stato di che per con una un non nel della delle dei si più come ora questa questo alla sul da anche",
  ),
  language(
    "Portuguese",
    "português",
    "o os as e é são foi de do da dos das um uma em para com por que não se mais como agora esta este nos ao pelo",
  ),
  language(
    "Dutch",
    "nederlands",
    "de het een en is zijn was van met voor op niet te aan door bij naar ook nu wordt worden deze dit dat maar als kunnen",
  ),
  language(
    "Swedish",
    "svenska",
    "och är var som en ett den det att på med för av inte till om nu har kan från men denna dessa",
  ),
  language(
    "Polish",
    "polski",
    "i w z na nie się jest są do że jak dla po od przez oraz teraz już tego który była było",
  ),
  language("Turkish", "türkçe", "ve bir bu ile için da de olarak daha artık gibi çok değil olan ise sonra"),
];
/** Letters of these are words of no language above. */
const SCRIPTS: readonly [string, string, RegExp][] = [
  ["Russian", "русский", /\p{Script=Cyrillic}/gu],
  ["Chinese", "中文", /\p{Script=Han}/gu],
  ["Japanese", "日本語", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["Korean", "한국어", /\p{Script=Hangul}/gu],
  ["Arabic", "العربية", /\p{Script=Arabic}/gu],
  ["Hebrew", "עברית", /\p{Script=Hebrew}/gu],
  ["Greek", "ελληνικά", /\p{Script=Greek}/gu],
  ["Hindi", "हिन्दी", /\p{Script=Devanagari}/gu],
  ["Thai", "ไทย", /\p{Script=Thai}/gu],
];

/** S8: a text is in the language that was asked for: English, unless people's wishes or the pull requests themselves are in another. */
export function checkLanguage(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const wishes = (facts.wishes ?? "").toLowerCase();
  const told = passages.filter(
    ({ part, isTitle }) => !isTitle && (part === "item" || part === "intro" || part === "group"),
  );
  return told.flatMap((passage) => {
    const read = languageOf(passage.text);
    if (!read || read.name === "English" || wishes.includes(read.name.toLowerCase()) || wishes.includes(read.own))
      return [];
    const { prs, line, part } = passage;
    if (languageOf(evidenceText(prs, facts))?.name === read.name) return [];
    return found({
      check: "S8",
      severity: severityOf(passage, facts),
      message: `${passagePlace(passage, facts)} is written in ${read.name}, and nobody asked for that.`,
      fix: "Write it in English, or ask for the language in the wishes.",
      about: `${prs.join(" ")} ${part} in ${read.name}`,
      line,
      prs,
      part,
    });
  });
}

const FEWEST_SMALL = 2;
const FEWEST_LETTERS = 4;

/** Null where that cannot be told. */
export function languageOf(text: string): Pick<Language, "name" | "own"> | null {
  const script = SCRIPTS.map(([name, own, letters]) => ({ name, own, count: [...text.matchAll(letters)].length }))
    .filter(({ count }) => count >= FEWEST_LETTERS)
    .sort((a, b) => b.count - a.count)[0];
  const latin = [...text.matchAll(/\p{Script=Latin}/gu)].length;
  if (script && script.count * 2 > latin) return script;
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const counts = LANGUAGES.map(({ small, ...language }) => ({
    ...language,
    count: words.filter((word) => small.has(word)).length,
  }));
  const [best, second] = counts.sort((a, b) => b.count - a.count);
  return best && best.count >= FEWEST_SMALL && best.count > (second?.count ?? 0) ? best : null;
}

function language(name: string, own: string, small: string): Language {
  return { name, own, small: new Set(small.split(" ")) };
}
