import type { Octokit } from "@octokit/rest";
import { z } from "zod";

/** What GitHub refused in GraphQL's way: with 200, and a reason inside. It is told like a refusal of REST. */
export class GraphqlRefusal extends Error {
  override readonly name = "GraphqlRefusal";
  readonly status: number;
  readonly response: { headers: Record<string, string | number | undefined>; data: { message: string } };

  constructor({ errors, headers }: Refused) {
    const message = errors[0]?.message ?? "GraphQL was refused";
    super(message);
    this.status = statusOf(errors);
    this.response = { headers, data: { message } };
  }
}

const refused = z.object({
  name: z.literal("GraphqlResponseError"),
  errors: z.array(z.object({ type: z.string().optional(), message: z.string() })),
  headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()).default({}),
  data: z.unknown(),
});
type Refused = z.infer<typeof refused>;

/**
 * Asks by GraphQL. What is not there, or a part that may not be seen, as issues often, is null in the answer and no failure.
 *
 * @throws {GraphqlRefusal}
 */
export async function askGraphql(
  octokit: Octokit,
  query: string,
  variables: Record<string, unknown>,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    return await octokit.graphql(query, { ...variables, request: { signal } });
  } catch (error) {
    const read = refused.safeParse(error);
    if (!read.success) throw error;
    const { errors, data } = read.data;
    if (isPart(data) && errors.every(({ type = "" }) => type === "NOT_FOUND" || REFUSALS.has(type))) return data;
    throw new GraphqlRefusal(read.data);
  }
}

const isPart = (data: unknown): boolean => z.object({ repository: z.object({}) }).safeParse(data).success;

/** @source GitHub names a reached limit in two ways. */
const LIMITS = new Set(["RATE_LIMITED", "RATE_LIMIT"]);
const REFUSALS = new Set(["FORBIDDEN", "INSUFFICIENT_SCOPES"]);

function statusOf(errors: Refused["errors"]): number {
  const is = (types: ReadonlySet<string>) => errors.some(({ type = "" }) => types.has(type));
  if (is(LIMITS)) return 429;
  if (is(REFUSALS)) return 403;
  return is(new Set(["NOT_FOUND"])) ? 404 : 502;
}
