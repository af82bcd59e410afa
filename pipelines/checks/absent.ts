import type { Finding } from "../../webhooks/contract/finding.ts";
import { pullsNamed } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";

/**
 * A finding that rests on what is nowhere in the evidence. Where that was read through a server which shortens text, a person who knows the
 * change may be right, so that nothing is found; a writer had no more than what was read, and is told so.
 */
export function absent(finding: Finding, facts: CheckFacts): Finding[] {
  const mayBeCut = pullsNamed(finding.prs, facts).some(({ doubts }) => doubts !== undefined);
  if (!mayBeCut) return [finding];
  if (facts.by === "person") return [];
  // What the only answer is, nobody can tell of what may lack some.
  const { offer: _offer, ...told } = finding;
  return [{ ...told, message: finding.message.replace(/\.$/, ", as far as it was read.") }];
}
