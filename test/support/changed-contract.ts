import { contractSchemas } from "../../webhooks/contract/schemas.ts";

export type AnySchema = {
  [document: string]: SchemaPart | undefined;
};
type SchemaPart = {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  maxItems?: number;
  required?: string[];
  properties?: Record<string, SchemaPart>;
  items?: SchemaPart;
  oneOf?: SchemaPart[];
};

/** The contract as it would be after this change. */
export function changedContract(change: (contract: AnySchema) => void): AnySchema {
  // Safe: a test changes what it knows to be there.
  const contract = JSON.parse(JSON.stringify(contractSchemas())) as AnySchema;
  change(contract);
  return contract;
}
