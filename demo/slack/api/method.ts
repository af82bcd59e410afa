import { z } from "zod";
import type { Demo } from "../demo.ts";
import { SlackRefusal } from "../slack-refusal.ts";

type Answer = Record<string, unknown>;

/** One method of the Web API: its arguments, and what it does with them. */
export type Method = (demo: Demo, args: Record<string, unknown>) => Answer;

/** @throws {SlackRefusal} from the method: `invalid_arguments` when they do not fit the schema. */
export function method<S extends z.ZodType>(schema: S, run: (demo: Demo, args: z.infer<S>) => Answer): Method {
  return (demo, args) => {
    const read = schema.safeParse(args);
    if (read.success) return run(demo, read.data);
    const messages = read.error.issues.map(({ path, message }) => `[ERROR] ${path.join("/")}: ${message}`);
    throw new SlackRefusal("invalid_arguments", { response_metadata: { messages } });
  };
}

/** In forms everything is a string: "true", "1", 1 and true say yes. */
export const flag = z.preprocess((value) => value === true || ["true", "1"].includes(String(value)), z.boolean());

export const count = (usual: number, max: number) => z.coerce.number().int().min(1).max(max).default(usual);

/** A structure, which a form sends as JSON text. @throws {SlackRefusal} `error` when that text is not JSON. */
export function parsed<S extends z.ZodType>(schema: S, error: string) {
  return z.preprocess((value) => {
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      throw new SlackRefusal(error);
    }
  }, schema);
}
