import type { Finding } from "../../webhooks/contract/finding.ts";
import { checkAddresses } from "./addresses.ts";
import { checkAuthors } from "./authors.ts";
import { checkCopied } from "./copied.ts";
import { checkDates } from "./dates.ts";
import { checkDirection } from "./direction.ts";
import type { CheckFacts } from "./facts.ts";
import { checkIdentifiers } from "./identifiers.ts";
import { checkLabels } from "./labels.ts";
import { checkLanguage } from "./language.ts";
import { checkLeaks } from "./leak.ts";
import { checkNames } from "./names.ts";
import { checkNumbers } from "./numbers.ts";
import type { Passage } from "./passages.ts";
import { checkInvisible } from "./invisible.ts";
import { checkPlanned } from "./planned.ts";
import { rememberedBy } from "./remembered.ts";
import { checkOwnWordsAgain } from "./own-words-again.ts";
import { checkRepeats } from "./repeats.ts";
import { checkSaysLess } from "./says-less.ts";
import { checkSecrets } from "./secrets.ts";
import { checkSupport } from "./support.ts";
import { checkUnfinished } from "./unfinished.ts";

const eachByItself = rememberedBy("words", [
  checkAddresses,
  checkAuthors,
  checkNames,
  checkNumbers,
  checkDates,
  checkIdentifiers,
  checkLeaks,
  checkSupport,
  checkDirection,
  checkCopied,
  checkLabels,
  checkLanguage,
  checkUnfinished,
  checkOwnWordsAgain,
  checkSaysLess,
  checkPlanned,
]);

/** Everything that is judged by the words alone, in a report as in a text. */
export function checkPassages(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  return [...eachByItself(passages, facts), ...checkRepeats(passages, facts)];
}

/** What no line may hold, wherever it stands. */
export const checkLines = rememberedBy("lines", [checkSecrets, checkInvisible]);
