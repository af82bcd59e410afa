import { Problem } from "../../webhooks/contract/problem.ts";
import { EDIT_REASONS } from "../words.ts";
import type { WhySaid } from "./say-why.ts";

type Tap = Pick<WhySaid, "reason" | "on">;

/** What the button of a reason carries: "wrong:on" says it, "wrong:off" takes it back. */
export const writeTap = ({ reason, on }: Tap): string => `${reason}:${on ? "on" : "off"}`;

/** @throws {Problem} `invalid` for what we never wrote. */
export function readTap(value: string): Tap {
  const tap = EDIT_REASONS.flatMap(({ value: reason }) => [true, false].map((on) => ({ reason, on })));
  const found = tap.find((one) => writeTap(one) === value);
  if (found) return found;
  throw new Problem("invalid", "That is no reason of ours.", "Choose one of the words beside a change.");
}
