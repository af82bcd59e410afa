import type { Finding } from "../../webhooks/contract/finding.ts";
import { checkAddresses } from "./addresses.ts";
import { checkAuthors } from "./authors.ts";
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
import { checkRepeats } from "./repeats.ts";
import { checkSupport } from "./support.ts";

/** Everything that is judged by the words alone, in a report as in a text. */
export function checkPassages(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  return [
    ...checkAddresses(passages, facts),
    ...checkAuthors(passages, facts),
    ...checkNames(passages, facts),
    ...checkNumbers(passages, facts),
    ...checkDates(passages, facts),
    ...checkIdentifiers(passages, facts),
    ...checkLeaks(passages, facts),
    ...checkSupport(passages, facts),
    ...checkDirection(passages, facts),
    ...checkLabels(passages, facts),
    ...checkRepeats(passages, facts),
    ...checkLanguage(passages, facts),
  ];
}
