import { isMerged, mergedKinds } from "../../../webhooks/contract/kinds.ts";
import type { PolicyParts, PolicyRule, PolicySection } from "../../../webhooks/contract/policy.ts";
import { changedPolicy, type ProposedChange } from "../../../webhooks/contract/proposed-change.ts";
import { policyFaults } from "../../text/policy/faults.ts";
import type { Candidate } from "./candidate.ts";
import { candidatesIn } from "./candidates.ts";
import type { Learned } from "./learned.ts";
import type { Lesson } from "./lessons.ts";
import { type Placing, placedClearly, type StandsNow } from "./place-judge.ts";
import { inTheirOrder, usualNames } from "./sections.ts";

/** More questions than these about headings nobody answers at once. */
const MOST = 4;

/** Each further condition has to be earned. */
const COST_OF_CONDITION = 1;

/**
 * Rules that say where something stands: what people put under a heading of its own has a form in common, and what they left where it was
 * lacks it. What a kind stands under by itself is no matter of rules, but of sections.
 *
 * @param lessons As they are under what else was learned: what a rule decides, another one behind it does not.
 */
export function placesLearned(lessons: readonly Lesson[], held: PolicyParts): Learned[] {
  const standsNow = standsUnder(lessons, held);
  const learned = moreOfRules(lessons, held, standsNow);
  let open = lessons.filter(({ rule, kind }) => rule === null && kind !== "rolled_back");
  while (learned.length < MOST) {
    const next = best(open, standsNow).flatMap((one) => {
      const rule = asked(one, { lessons, held });
      return rule ? [{ rule, decided: new Set(one.candidate.lessons) }] : [];
    })[0];
    if (!next) break;
    learned.push(next.rule);
    open = open.filter((lesson) => !next.decided.has(lesson));
  }
  return learned;
}

/** Rules that are there, and say where from then on. */
function moreOfRules(lessons: readonly Lesson[], held: PolicyParts, standsNow: StandsNow): Learned[] {
  return (held.rules ?? []).flatMap((was, at) => {
    const told = lessons.filter(({ rule, is_told, kind }) => rule === at + 1 && is_told && kind !== "rolled_back");
    if (was.then !== "cite") return [];
    const found = placedClearly([{ sort: "rules", when: was.when, lessons: told }], lessons, standsNow);
    return found.flatMap((one) => asked(one, { lessons, held, was }) ?? []).slice(0, 1);
  });
}

/** The same of a rule that was learned just now: it tells, and where. */
export function withPlace(one: Learned, lessons: readonly Lesson[], held: PolicyParts): Learned {
  if (one.change.what !== "rule" || one.way !== "tell") return one;
  const candidate = { sort: "rules", when: one.when, lessons: one.fits };
  const [found] = placedClearly([candidate], lessons, standsUnder(lessons, held));
  const placed = found && asked(found, { lessons, held });
  return placed ? { ...one, change: placed.change, under: { name: found.name, of_told: found.agree } } : one;
}

/** By the rule that decides it, by what its kind is called in their texts, or by the policy. */
function standsUnder(lessons: readonly Lesson[], { rules = [] }: PolicyParts): StandsNow {
  const usual = usualNames(lessons);
  return ({ rule, kind, heading }) => rules[(rule ?? 0) - 1]?.section ?? usual.get(kind) ?? heading ?? "";
}

/** Those that put the most where people did. */
function best(open: readonly Lesson[], standsNow: StandsNow): Placing[] {
  const candidates = candidatesIn(open).filter((one) => !isOfSections(one));
  const worth = ({ gain, candidate }: Placing) => gain - COST_OF_CONDITION * (candidate.when.length - 1);
  return placedClearly(candidates, open, standsNow).toSorted((a, b) => worth(b) - worth(a));
}

const KINDS: ReadonlySet<string> = new Set(mergedKinds);

const isOfSections = ({ when: [first, ...others] }: Candidate): boolean =>
  others.length === 0 && first?.what === "kinds" && first.values.every((kind) => KINDS.has(kind));

type Around = { lessons: readonly Lesson[]; held: PolicyParts; was?: PolicyRule };

/** As a change that the policy can keep; null: it cannot, the heading is one that Pulse makes itself. */
function asked({ candidate: { when }, name, fits, agree, moved }: Placing, around: Around): Learned | null {
  const { was, held } = around;
  const rule: PolicyRule = { ...(was ?? { when, then: "cite", firm: "usually" }), section: name };
  const alone: ProposedChange = was ? { what: "another_rule", was, rule } : { what: "rule", rule };
  const canBeKept = (change: ProposedChange) => policyFaults(changedPolicy(held, change)).length === 0;
  const now = sectionsNow(around);
  const isThere = now.some((section) => section.name.toLowerCase() === name.toLowerCase());
  const bringing = { ...alone, sections: isThere ? now : withNew(name, now, around) };
  const change = isThere && canBeKept(alone) ? alone : bringing;
  return canBeKept(change) ? { change, when, way: "tell", fits, agree, moved, under: { name } } : null;
}

/** Of a text under the policy, but where what is to come stands. */
function sectionsNow({ lessons }: Around): PolicySection[] {
  const now = (lessons[0]?.sections ?? []).filter(({ kinds }) => kinds.length === 0 || kinds.some(isMerged));
  return now.map(({ heading, kinds }) => ({ name: heading, kinds: kinds.filter(isMerged) }));
}

/** One more, in its place in their texts; alone where the policy has an order of its own, behind which it comes. */
function withNew(name: string, now: readonly PolicySection[], { lessons, held }: Around): PolicySection[] {
  const added: PolicySection = { name, kinds: [] };
  if (held.sections && held.sections.length > 0) return [added];
  const order = inTheirOrder(lessons, new Set([...now.map((section) => section.name), name]));
  const next = now.findIndex((section) => section.name === order[order.indexOf(name) + 1]);
  return now.toSpliced(next < 0 ? now.length : next, 0, added);
}
