import { z } from "zod";
import { longList } from "./long-list.ts";

/**
 * The shape as whoever reads an answer takes it, parts that it shares with requests included: what it does not know is left out,
 * never refused, so that either side may be deployed first.
 */
export function asAnswer<S extends z.core.$ZodType>(schema: S): S {
  // Safe: the shape reads the same values into the same types; only what is unknown to it fares otherwise.
  return loosened(schema) as S;
}

function loosened(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodObject) {
    const parts = Object.entries<z.core.$ZodType>(schema.def.shape).map(([name, part]) => [name, asAnswer(part)]);
    return changed(schema, { shape: Object.fromEntries(parts), catchall: undefined });
  }
  if (schema instanceof z.ZodArray) return changed(schema, { element: asAnswer(schema.def.element) });
  if (schema instanceof z.ZodUnion) return changed(schema, { options: schema.def.options.map(asAnswer) });
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return changed(schema, { innerType: asAnswer(schema.def.innerType) });
  }
  // A long list reads its elements before the shape behind it does.
  if (schema instanceof z.ZodPipe && schema.def.out instanceof z.ZodArray) {
    const { element } = (schema.def.out as z.ZodArray<z.ZodType>).def;
    return longList(asAnswer(element));
  }
  return schema;
}

/** With its refinements. */
function changed(schema: z.ZodType, change: object): z.ZodType {
  // Safe: the parts are put where parts of their kind were.
  return schema.clone({ ...schema.def, ...change } as never);
}
