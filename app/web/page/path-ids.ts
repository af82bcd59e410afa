import { z } from "zod";
import { callSeq } from "../../../webhooks/contract/ids.ts";

/** Every parameter of a path in rights.ts, by its name, and what it can be. What it cannot be reaches no operation and no SQL. */
const IDS: Readonly<Record<string, z.ZodType<string>>> = {
  id: z.guid(),
  comment: z.guid(),
  slug: z
    .string()
    .max(200)
    .regex(/^[a-z0-9-]+$/),
  seq: callSeq,
  number: z.string().regex(/^[1-9]\d{0,6}$/),
  key: z.string().regex(/^[0-9a-f]{16}$/),
  part: z.enum(["github", "model", "slack"]),
  name: z.string().regex(/^[a-z0-9.-]{1,60}$/),
};

type Param = (name: string) => string | undefined;

/**
 * @returns whether the parameters of this route's path can be what they stand for: something that is no id is the id of nothing.
 * @throws {Error} at once, for a path with a parameter that stands in no line above.
 */
export function idsOf(path: string): (param: Param) => boolean {
  const schemas = [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => {
    const schema = IDS[name];
    if (!schema) throw new Error(`${path} has a parameter that path-ids.ts does not know.`);
    return { name, schema };
  });
  return (param) => schemas.every(({ name, schema }) => schema.safeParse(param(name)).success);
}

/** A UUID that came in a query, a field or a cookie; "" for anything else. */
export const uuidOr = (typed: string): string => z.guid().catch("").parse(typed);
