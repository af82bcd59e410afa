/** What people did to the product: told in the past. */
const DONE = words(
  "add introduce implement create build rebuild fix remove delete drop move rename replace refactor rewrite update upgrade " +
    "bump migrate improve optimise optimize simplify extract split merge clean document translate explain pin port deprecate " +
    "disable convert switch clarify polish refine extend expand adjust tweak correct repair restore align unify harden " +
    "tighten reduce increase shrink raise lower bring make speed swap reword redesign rework reorganise reorganize " +
    "consolidate backport mark declare standardise standardize modernise modernize isolate parallelise parallelize unhide regenerate",
);
const ADDS = words("add introduce implement create build");
const FIXES = words("fix correct repair");

/** What the product does from now on: told in the present. */
const DOES = words(
  "accept allow let return send keep survive handle ignore respect honour honor validate read write retry detect " +
    "escape preserve prevent avoid reject refuse require remember follow wait give treat parse apply expose emit include " +
    "exclude ask warn notify render show hide enforce recognise recognize announce suggest choose take compute infer " +
    "derive normalise normalize sanitise sanitize encrypt resolve recover enable support permit provide serve deliver " +
    "collect verify use stop skip restrict evict pass override redirect",
);
/** Also nouns ("search by number", "page layout"): verbs only in front of a word that makes them one. */
const DOES_BEFORE_DETERMINER = words(
  "page limit stream load cache call run start report log track export import print preview sort filter group sync " +
    "highlight search open close test label link list scan batch queue sign name order share format store count display " +
    "check estimate measure offer trim strip pick",
);
const DETERMINERS = words(
  "a an the all each every its their his her one two three only more less no any some this that these those both large " +
    "long new old unknown anonymous several many most another such multiple whose whether",
);

const IRREGULAR_PAST: Record<string, string> = {
  build: "built",
  rebuild: "rebuilt",
  split: "split",
  make: "made",
  bring: "brought",
  speed: "sped",
  rewrite: "rewrote",
  swap: "swapped",
  drop: "dropped",
  shrink: "shrank",
};

/** The verb that a sentence begins with, in its base form; null when it begins with something else. */
type FirstVerb = { verb: string; does: boolean; rest: string };

export function firstVerb(sentence: string): FirstVerb | null {
  const [first = "", ...others] = sentence.split(" ");
  const rest = others.join(" ");
  const verb = baseOf(first.toLowerCase());
  if (!verb || !rest || /^(?:[,:;–]|-\s)/.test(rest)) return null;
  if (DONE.has(verb)) return { verb, does: false, rest };
  if (DOES.has(verb)) return { verb, does: true, rest };
  const next = others[0]?.toLowerCase() ?? "";
  return DETERMINERS.has(next) ? { verb, does: true, rest } : null;
}

export const isAdding = (verb: string): boolean => ADDS.has(verb);
export const isFixing = (verb: string): boolean => FIXES.has(verb);

/** "adds", "added", "adding" → "add"; the third person only of verbs that are no plural nouns. */
function baseOf(word: string): string | null {
  if (isVerb(word)) return word;
  const known = INFLECTED.get(word);
  return known ?? null;
}

export function isVerb(word: string): boolean {
  return DONE.has(word) || DOES.has(word) || DOES_BEFORE_DETERMINER.has(word);
}

export function past(verb: string): string {
  if (IRREGULAR_PAST[verb]) return IRREGULAR_PAST[verb];
  if (verb.endsWith("e")) return `${verb}d`;
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${verb}ed`;
}

export function third(verb: string): string {
  if (/(?:s|x|z|ch|sh|o)$/.test(verb)) return `${verb}es`;
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : `${verb}s`;
}

const PLAIN_THIRD = "add fix remove introduce implement allow improve enable prevent avoid ensure make bring".split(
  " ",
);
const INFLECTED = new Map([
  ...[...DONE].map((verb): [string, string] => [past(verb), verb]),
  ...PLAIN_THIRD.filter(isVerb).map((verb): [string, string] => [third(verb), verb]),
  ...[...DONE].map((verb): [string, string] => [`${verb.replace(/e$/, "")}ing`, verb]),
]);

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
