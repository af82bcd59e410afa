import { z } from "zod";

/** Texts come as one string or in parts. */
const content = z
  .union([z.string(), z.array(z.object({ type: z.literal("text"), text: z.string() }))])
  .transform((text) => (typeof text === "string" ? text : text.map((part) => part.text).join("")));

const toolCall = z.object({
  id: z.string(),
  type: z.literal("function"),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

const message = z.discriminatedUnion("role", [
  z.object({ role: z.enum(["system", "developer"]), content }),
  z.object({ role: z.literal("user"), content }),
  z.object({
    role: z.literal("assistant"),
    content: content.nullish().transform((text) => text ?? ""),
    tool_calls: z.array(toolCall).default([]),
  }),
  z.object({ role: z.literal("tool"), tool_call_id: z.string(), content }),
]);
export type Message = z.infer<typeof message>;

const responseFormat = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text") }),
  z.object({ type: z.literal("json_object") }),
  z.object({
    type: z.literal("json_schema"),
    json_schema: z.object({
      name: z.string().regex(/^[\w-]{1,64}$/),
      strict: z.boolean().nullish(),
      schema: z.record(z.string(), z.unknown()),
    }),
  }),
]);

const tool = z.object({
  type: z.literal("function"),
  function: z.object({
    name: z.string().regex(/^[\w-]{1,64}$/),
    description: z.string().optional(),
    parameters: z.record(z.string(), z.unknown()).optional(),
    strict: z.boolean().nullish(),
  }),
});

/** The part of OpenAI's request that this server understands. Anything else in it is let pass, as sampling settings are. */
export const chatRequest = z.object({
  model: z.string(),
  messages: z.array(message).min(1),
  tools: z.array(tool).optional(),
  tool_choice: z.union([z.enum(["auto", "none", "required"]), z.looseObject({ type: z.string() })]).optional(),
  parallel_tool_calls: z.boolean().optional(),
  response_format: responseFormat.optional(),
  max_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.int().nullish(),
});
export type ChatRequest = z.infer<typeof chatRequest>;

export type Format = z.infer<typeof responseFormat>["type"];

export function formatOf({ response_format }: ChatRequest): Format {
  return response_format?.type ?? "text";
}

/** Tools that may be called now. */
export function offeredTools({ tools, tool_choice }: ChatRequest): Set<string> {
  return new Set(tool_choice === "none" ? [] : (tools ?? []).map((each) => each.function.name));
}
