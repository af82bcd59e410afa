import { z } from "zod";
import { findContract } from "../../db/pipelines/contracts.ts";
import type { Db } from "../../db/pipelines/tables.ts";
import { asDetails, harmful, worstOf, type ContractDifference } from "../../webhooks/contract/contract-differences.ts";
import { sha256Hex } from "../../webhooks/contract/ids.ts";
import { MAX_DETAILS, Problem, type FieldProblem } from "../../webhooks/contract/problem.ts";
import { contractHash } from "../../webhooks/contract/schemas.ts";
import { counted } from "../words.ts";
import { differencesBetween } from "../templates/known-contracts.ts";

/** The contract of whoever asks, where it is another one, and what that means for the run. */
export type Agreed = { sender_contract: string | null; contract_note: string | null };
export const SAME: Agreed = { sender_contract: null, contract_note: null };

const sender = z.object({ contract_hash: sha256Hex });

/**
 * Holds the contract that a request was built against beside ours, before the request is read: its shape may be the very thing that
 * differs.
 *
 * @throws {Problem} `conflict` with one detail per field that this request, or its answer, would stumble over.
 */
export async function agreeContract(db: Db, request: unknown): Promise<Agreed> {
  const { data } = sender.safeParse(request);
  if (!data) return SAME;
  const { details, note } = await contractFaults(db, data.contract_hash, request);
  if (details.length > 0) {
    const more = details.length > 1 ? ` (and ${details.length - 1} more)` : "";
    const message = `The sender was built against another contract. ${details[0]?.message ?? ""}${more}`;
    throw new Problem("conflict", message, details[0]?.fix ?? "", { details });
  }
  return { sender_contract: note === null ? null : data.contract_hash, contract_note: note };
}

/** The same without throwing. `note` null: it is our own contract. */
export async function contractFaults(
  db: Db,
  hash: string,
  request: unknown,
): Promise<{ details: FieldProblem[]; note: string | null }> {
  const differences = await differencesBetween(db, hash);
  if (!differences) return { details: [UNKNOWN], note: null };
  if (hash === contractHash) return { details: [], note: null };
  const stopping = harmful(differences, request);
  const details = asDetails(stopping.slice(0, MAX_DETAILS), await sideToDeploy(db, hash));
  return { details, note: noteOf(differences) };
}

/** Whoever is not known here is of a release to come, or of another line. */
const UNKNOWN: FieldProblem = {
  path: "contract_hash",
  code: "unknown_contract",
  message: "These pipelines do not know the contract that the sender was built against.",
  fix: `Read GET /api/v1/run_templates/{ref}/schema. Where the request fits it, name ${contractHash}; else deploy the pipelines.`,
};

/** The side whose contract is the older one is behind. */
async function sideToDeploy(db: Db, hash: string): Promise<string> {
  const [theirs, ours] = [await findContract(db, hash), await findContract(db, contractHash)];
  const isAhead = theirs && ours && theirs.known_since > ours.known_since;
  return isAhead
    ? "Deploy the pipelines: they are behind the sender."
    : "Deploy the sender: it is behind the pipelines.";
}

function noteOf(differences: readonly ContractDifference[]): string {
  const some = differences.filter(({ kind }) => kind === worstOf(differences)).length;
  if (worstOf(differences) === "additive") {
    return `The sender was built against another contract, which differs by ${counted(some, "addition")} alone.`;
  }
  return `The sender was built against another contract; of what differs nothing concerns this request.`;
}
