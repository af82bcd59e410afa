import { readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { readJson } from "../base/bounded-json.ts";
import { policyParts } from "../webhooks/contract/policy.ts";
import { parse, Problem } from "../webhooks/contract/problem.ts";
import { REQUEST_BOUNDS } from "../webhooks/contract/read-json.ts";
import { jsonText } from "./say.ts";

/** A policy with the number of the one that it was made from. */
const policyFile = z.strictObject({
  number: z
    .int({ error: "names no policy: pull one, or write 0 where the profile has none" })
    .min(0, "begins with 0, for a profile that has none"),
  policy: policyParts,
});
type PolicyFile = z.infer<typeof policyFile>;

const MAX_FILE_BYTES = 1024 * 1024;

/**
 * @returns null: there is no such file.
 * @throws {Problem} `bad_request` for what cannot be read, `invalid` for what is no policy.
 */
export function findPolicyFile(path: string): PolicyFile | null {
  const text = textOf(path);
  if (text === null) return null;
  const again = "Mend it, or pull the policy anew with --force.";
  if (Buffer.byteLength(text) > MAX_FILE_BYTES)
    throw new Problem("bad_request", `${path} is larger than 1 MiB.`, again);
  const read = readJson(text, REQUEST_BOUNDS);
  if (read.ok) return parse(policyFile, read.value, path, again);
  if (read.excess) throw new Problem("bad_request", `${path} has far more in it than any policy.`, again);
  const line = lineOfFault(text);
  throw new Problem("bad_request", `${path} is not JSON${line === null ? "" : `: look at line ${line}`}.`, again);
}

/** @throws {Problem} `bad_request` where there is none, too. */
export function readPolicyFile(path: string): PolicyFile {
  const file = findPolicyFile(path);
  if (file) return file;
  throw new Problem(
    "bad_request",
    `There is no file ${path}.`,
    "Pull the policy into one first: pulse policy pull PROFILE FILE.",
  );
}

export function writePolicyFile(path: string, file: PolicyFile): void {
  try {
    writeFileSync(path, textOfFile(file));
  } catch (cause) {
    throw new Problem("bad_request", `${path} cannot be written (${codeOf(cause)}).`, "Name another file.", { cause });
  }
}

export const textOfFile = ({ number, policy }: PolicyFile): string => `${jsonText({ number, policy })}\n`;

export const isSamePolicy = (one: PolicyFile["policy"], other: PolicyFile["policy"]): boolean =>
  isDeepStrictEqual(withoutEmpty(one), withoutEmpty(other));

/** Lists that name nothing say nothing. */
function withoutEmpty(policy: PolicyFile["policy"]): object {
  const { rules, sections, ...rest } = parse(policyParts, policy, "The policy", "Look at it.");
  return { ...rest, ...(rules?.length && { rules }), ...(sections?.length && { sections }) };
}

function textOf(path: string): string | null {
  try {
    // Some editors write a mark of their own in front, which is no part of JSON.
    return readFileSync(path, "utf8").replace(/^\ufeff/, "");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return null;
    throw new Problem("bad_request", `${path} cannot be read (${codeOf(cause)}).`, "Name another file.", { cause });
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "an unknown reason";

function lineOfFault(text: string): number | null {
  const fault = faultOf(text);
  return fault === null ? null : text.slice(0, placeOf(fault, text)).split("\n").length;
}

const UNEXPECTED = "Unexpected token";

/** Of a sign that should not be there the parser does not say where: it is the first that makes the text more than only cut off. */
function placeOf(fault: string, text: string): number {
  const told = /JSON at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(fault)?.[1];
  if (told !== undefined) return Number(told);
  if (!fault.startsWith(UNEXPECTED)) return text.trimEnd().length;
  let [right, wrong] = [0, text.length];
  while (wrong - right > 1) {
    const middle = (right + wrong) >> 1;
    if (faultOf(text.slice(0, middle))?.startsWith(UNEXPECTED)) wrong = middle;
    else right = middle;
  }
  return right;
}

/** What the parser says of it; null: nothing. */
function faultOf(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
