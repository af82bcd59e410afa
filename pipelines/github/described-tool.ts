import type { Tool } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import type { GithubTool } from "./tool.ts";

/** Every tool of ours reads, and reads from the world outside. Asked twice it changes as little as asked once. */
const READS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true };

/** A tool as `tools/list` shows it. */
export function describedTool({ name, title, description, input, output }: GithubTool): Tool {
  return {
    name,
    title,
    description,
    inputSchema: jsonSchema(input, "input"),
    outputSchema: jsonSchema(output, "output"),
    annotations: { title, ...READS },
  };
}

/** JSON Schema 2020-12, which is what MCP takes one for that does not say. */
function jsonSchema(schema: z.ZodObject, io: "input" | "output"): Tool["inputSchema"] {
  const { $schema: _, ...told } = z.toJSONSchema(schema, { io });
  // Safe: the schema of an object is one of an object, whatever is left out inside.
  return JSON.parse(JSON.stringify(told), (_key, part) => simplified(part)) as Tool["inputSchema"];
}

/**
 * Without what says nothing, and what some clients cannot read: several types at once, and expressions that look around. What is sent
 * is held against the whole of the schema all the same.
 */
function simplified(part: unknown): unknown {
  const read = rule.safeParse(part);
  if (!read.success) return part;
  const { type, maximum, pattern, ...more } = read.data;
  const types = Array.isArray(type) ? { anyOf: type.map((one) => ({ type: one })) } : { type };
  const isTold = pattern !== undefined && more["format"] === undefined && !pattern.includes("(?");
  return {
    ...types,
    ...more,
    ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && { maximum }),
    ...(isTold && { pattern }),
  };
}

/** A part of a schema that says a type; a property that is called so has an object there. */
const rule = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]),
  maximum: z.number().optional(),
  pattern: z.string().optional(),
});
