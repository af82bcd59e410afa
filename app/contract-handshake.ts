import { asDetails, contractDifferences, harmful } from "../webhooks/contract/contract-differences.ts";
import { digestOf } from "../webhooks/contract/digest.ts";
import { Problem } from "../webhooks/contract/problem.ts";
import { contractHash, contractSchemas } from "../webhooks/contract/schemas.ts";

type Handshake<Answer> = {
  send: (request: object) => Promise<Answer>;
  /** The contract of the pipelines, as JSON Schemas. */
  readSchemas: () => Promise<Record<string, unknown>>;
};

/**
 * Sends a request with the contract that this app was built against. Pipelines of a release before do not know it: then theirs is read
 * and held against ours, and the request goes out under their name where it fits both.
 *
 * @throws {Problem} `conflict`, naming each field that does not fit and the side to deploy.
 */
export async function withContract<Answer>(request: object, { send, readSchemas }: Handshake<Answer>): Promise<Answer> {
  try {
    return await send({ ...request, contract_hash: contractHash });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (hasDetail(error, "unrecognized_keys", "contract_hash")) return send(request);
    if (!hasDetail(error, "unknown_contract", "")) throw error;
  }
  const theirs = await readSchemas();
  const stopping = harmful(contractDifferences(contractSchemas(), theirs), request);
  if (stopping.length === 0) return send({ ...request, contract_hash: digestOf(theirs) });
  const more = stopping.length > 1 ? ` (and ${stopping.length - 1} more)` : "";
  const message = `The pipelines are behind this Pulse. ${stopping[0]?.message ?? ""}${more}`;
  throw new Problem("conflict", message, DEPLOY, { details: asDetails(stopping, DEPLOY) });
}

const DEPLOY = "Deploy the pipelines from the release of the app.";

const hasDetail = ({ details }: Problem, code: string, word: string): boolean =>
  details.some((one) => one.code === code && one.message.includes(word));
