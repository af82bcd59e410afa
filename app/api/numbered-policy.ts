import { answer } from "../../api/answer.ts";
import { findPersonById } from "../../db/app/people.ts";
import type { PolicyRow } from "../../db/app/policy-tables.ts";
import type { Db, Profile } from "../../db/app/tables.ts";
import { keptPolicy, type KeptPolicy } from "../../webhooks/contract/app-api.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { ANSWERED } from "../policies/not-open.ts";
import { policyOf } from "../policies/policy-of.ts";
import type { ApiHandler } from "./env.ts";
import { policyTag } from "./operations.ts";

type Call = Parameters<ApiHandler>[0];

export async function toldPolicy(
  c: Call,
  { db, log }: Pick<Deps, "db" | "log">,
  row: PolicyRow | undefined,
): Promise<Response> {
  const held = row ? await shownPolicy(db, row) : NONE;
  c.header("etag", `"${held.number}"`);
  return answer(c, log, keptPolicy, held);
}

const NONE: KeptPolicy = { number: 0, policy: {}, made_by: null, made_at: null, why: "" };

export async function shownPolicy(db: Db, { number, policy, made_by, made_at, why }: PolicyRow): Promise<KeptPolicy> {
  const person = made_by === null ? undefined : await findPersonById(db, made_by);
  return { number, policy, made_by: person?.name ?? null, made_at: made_at.toISOString(), why };
}

/** @throws {Problem} `precondition_required` without a number, `bad_request` for what is none. */
export function numberGiven(c: Call): number {
  const given = c.req.header("if-match");
  const remedy = 'Send If-Match with the number that ETag had when it was read, as "3"; "0" where there was none.';
  if (given === undefined) {
    throw new Problem("precondition_required", "It is not said which policy was changed.", remedy);
  }
  const { success, data } = policyTag.safeParse(given);
  if (!success) throw new Problem("bad_request", "If-Match is not the number of one policy.", remedy);
  return Number(data.slice(1, -1));
}

export async function requireThere(db: Db, { id }: Profile, base: number): Promise<void> {
  const { number } = await policyOf(db, id);
  if (base <= number) return;
  const holds = number === 0 ? "it has none of its own" : `policy ${number} holds`;
  throw new Problem(
    "precondition_failed",
    `This profile has no policy ${base}: ${holds}.`,
    "Read it, and change that one.",
  );
}

/** What If-Match says is not so any more: of this HTTP has a word of its own. */
export async function orPrecondition<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "conflict") throw error;
    if (error.details.some(({ code }) => code === ANSWERED)) throw error;
    throw new Problem("precondition_failed", error.message, error.remedy, { cause: error });
  }
}
