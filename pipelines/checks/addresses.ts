import type { Finding } from "../../webhooks/contract/finding.ts";
import { addressesIn } from "../text/addresses.ts";
import { hostilityOf } from "../text/hostile.ts";
import { evidenceText, isInTitle, pullsNamed } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";

/** H6 in plain words: nobody is sent anywhere but by the links that code makes. */
export function checkAddresses(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  return passages.flatMap((passage) => {
    const { text, code, part } = passage;
    const own = new Set(part === "headline" ? facts.sources.flatMap(({ repo }) => repo.toLowerCase().split("/")) : []);
    // Whether a person's link leads to what was read, the links' own check says.
    const isLink = (address: string) => facts.by === "person" && /^https?:/i.test(address);
    const addresses = addressesIn(text, { own, code }).filter((address) => !isLink(address));
    return addresses.flatMap((address) => judge(address, passage, facts));
  });
}

function judge(address: string, passage: Passage, facts: CheckFacts): Finding[] {
  const { prs, line, code } = passage;
  const isQuoted = code.some((one) => one.includes(address)) && evidenceText(prs, facts).includes(address);
  const isHost = /^[\p{L}\p{N}.-]+$/u.test(address) && !address.startsWith("www.");
  const isName =
    isHost && isInTitle(address, prs, facts) && !pullsNamed(prs, facts).some(({ title }) => hostilityOf(title));
  // A person may call something by the name that its title has.
  if (isName && facts.by === "person") return [];
  const finding = found({
    check: "H6",
    severity: isQuoted || isName ? "flag" : severityOf(passage, facts),
    message: `${passagePlace(passage, facts)} gives an address, ${address.slice(0, 80)}.`,
    fix: "Take the address out: the program links the pull requests.",
    about: `${prs.join(" ")} address ${address}`,
    line,
    prs,
    part: passage.part,
  });
  return [finding];
}
