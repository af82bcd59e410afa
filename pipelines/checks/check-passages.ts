import type { Finding } from "../../webhooks/contract/finding.ts";
import { checkAddresses } from "./addresses.ts";
import { checkAuthors } from "./authors.ts";
import type { CheckFacts } from "./facts.ts";
import { checkLeaks } from "./leak.ts";
import { checkNumbers } from "./numbers.ts";
import type { Passage } from "./passages.ts";
import { checkSupport } from "./support.ts";

/** Everything that is judged by the words alone, in a report as in a text. */
export function checkPassages(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  return [
    ...checkAddresses(passages, facts),
    ...checkAuthors(passages, facts),
    ...checkNumbers(passages, facts),
    ...checkLeaks(passages, facts),
    ...checkSupport(passages, facts),
  ];
}
