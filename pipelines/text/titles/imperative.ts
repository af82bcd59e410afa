/** The verbs with which English tells somebody to change something. A sentence that begins otherwise is a statement or a name. */
const VERBS = new Set(
  (
    "accept adapt add address adjust adopt align allow always amend announce append apply ask assert assign attach avoid await back begin " +
    "bind block bring build bump bypass cache calculate call cancel cap capture catch change check choose clarify clean clear clip close " +
    "coerce collapse collect combine compare complete compute configure confirm consider consolidate convert copy correct count cover create cut " +
    "debounce decode decouple default defer define delay delete deny deprecate detect disable disallow discard display distinguish do document " +
    "don't downgrade drop duplicate emit enable encode enforce enhance ensure error escape evaluate exclude exempt exit expand explain export expose " +
    "extend extract fail fall fetch fill filter find finish fix flag flush follow forbid force format forward gate generate get give go grant group " +
    "guard handle harden have hide hint honor honour ignore implement import improve include increase infer inherit initialise initialize inject " +
    "insert inspect install introduce invalidate invoke isolate join keep kill leave let limit link list load lock log look lower make map mark " +
    "match measure memoise memoize merge migrate mock move name narrow never normalise normalize notify obey offer omit only open optimise optimize " +
    "order overhaul override pad parse pass patch persist pick pin place point polish populate prefer prepare preserve prevent print process " +
    "promote prompt propagate protect prove provide prune publish pull push put quote raise re-add re-enable read rebuild recognise recognize record " +
    "recover redirect reduce refactor refine refresh refuse register reject release reload rely remember remove rename render reorder repair replace " +
    "report request require reserve reset resize resolve respect respond restore restrict resume retain retry return reuse revert revise rewrite " +
    "rework round route run sanitise sanitize save scale schedule scope search secure select send separate serve set ship shorten show shrink simplify " +
    "skip sort specify speed split stabilise stabilize start stop store stream strip substitute support suppress survive swap switch sync synchronise " +
    "synchronize take test throttle throw tidy tighten time tolerate trace track translate treat trigger trim truncate try turn tweak unblock undo " +
    "unify unload unset unwrap update upgrade upload use validate verify wait warn watch widen wire work wrap write"
  ).split(" "),
);
const FORMS = [/s$/, /es$/, /d$/, /ed$/, /ing$/];

/** "Upload of large files fails", "Search doesn't work": the same word as a name. */
const AS_NAME =
  /^[\w-]+ (?:of|is|are|was|were|has|have|does|did|can|cannot|could|will|would|do not|don['’]t|(?:does|did|is|are|ca|could|wo|would)n['’]?t|fails?|failed|failing|not working)\b/i;

/** "Fix the map", "Fixed the map", "Fixes the map". */
export function isImperative(sentence: string): boolean {
  if (AS_NAME.test(sentence)) return false;
  const [word = ""] = /^[a-z]+(?:['’-][a-z]+)*/.exec(sentence.toLowerCase().replace("’", "'")) ?? [];
  return VERBS.has(word) || FORMS.some((form) => form.test(word) && isForm(word.replace(form, "")));
}

/** "Added the map", "Adds the map" → "Add the map"; what begins otherwise stays. */
export function asImperative(sentence: string): string {
  const [word = ""] = /^[A-Za-z]+/.exec(sentence) ?? [];
  const small = word.toLowerCase();
  if (VERBS.has(small) || !isImperative(sentence)) return sentence;
  const stems = FORMS.flatMap((form) => (form.test(small) ? stemsOf(small.replace(form, "")) : []));
  const verb = stems.find((stem) => VERBS.has(stem)) ?? small;
  const shown = /^[A-Z]/.test(word) ? verb.charAt(0).toUpperCase() + verb.slice(1) : verb;
  return shown + sentence.slice(word.length);
}

/** Whether it begins with what somebody did: "Added the map". */
export const beginsDone = (sentence: string): boolean =>
  /^[A-Za-z]+ed(?![\w-])/.test(sentence) && asImperative(sentence) !== sentence;

/** "stopp" of "stopped", "handl" of "handling", "tri" of "tries". */
const isForm = (stem: string): boolean => stemsOf(stem).some((verb) => VERBS.has(verb));

const stemsOf = (stem: string): string[] => [stem, `${stem}e`, stem.replace(/i$/, "y"), stem.replace(/(.)\1$/, "$1")];
