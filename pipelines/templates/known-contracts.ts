import { findContracts } from "../../db/pipelines/contracts.ts";
import type { Db } from "../../db/pipelines/tables.ts";
import { contractDifferences, type ContractDifference } from "../../webhooks/contract/contract-differences.ts";
import { contractHash, contractSchemas } from "../../webhooks/contract/schemas.ts";

/** What a contract is never changes, so what lies between two of them neither does. */
const known = new Map<string, readonly ContractDifference[]>();
const MOST_KNOWN = 50;

/** @returns null: one of the two is not known here. */
export async function differencesBetween(
  db: Db,
  from: string,
  to: string = contractHash,
): Promise<readonly ContractDifference[] | null> {
  if (from === to) return [];
  const key = `${from} ${to}`;
  const before = known.get(key);
  if (before) return before;
  const own = [{ hash: contractHash, schemas: contractSchemas() as Record<string, unknown> }];
  const kept = [...own, ...(await findContracts(db, [from, to]))];
  const [base, next] = [from, to].map((hash) => kept.find((one) => one.hash === hash)?.schemas);
  if (!base || !next) return null;
  const differences = contractDifferences(base, next);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, differences);
  return differences;
}
