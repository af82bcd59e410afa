import { z } from "zod";

/** Where spans go. */
export type TracingSettings = {
  /** `/v1/traces` is added to it. */
  endpoint: string;
  /** As the variable has them; they often hold a key. */
  headers: string;
  /** Whether prompts, answers and results are told, too. */
  content: boolean;
};

/** @source OpenTelemetry Protocol Exporter, "Configuration Options": these names, and headers as `key=value,key=value`, percent-encoded. */
export const tracingVariables = {
  /** Speaks OTLP over HTTP; absent: nothing is traced. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "must be the address of a collector, http://…:4318" })
    .refine(isWithoutPassword, "must hold no name and no password: they belong into OTEL_EXPORTER_OTLP_HEADERS")
    .optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .default("")
    .refine((list) => headersIn(list) !== null, "must be key=value,key=value, percent-encoded"),
};

/** A variable of ours, for the process that has something to tell. */
export const contentVariable = { OTEL_CAPTURE_CONTENT: z.enum(["true", "false"]).default("false") };

type Read = {
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  OTEL_EXPORTER_OTLP_HEADERS: string;
  OTEL_CAPTURE_CONTENT?: "true" | "false";
};

/** Null: there is no collector. */
export function tracingOf(read: Read): TracingSettings | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = read;
  return endpoint ? { endpoint, headers, content: read.OTEL_CAPTURE_CONTENT === "true" } : null;
}

/** Null: the list cannot be read. */
export function headersIn(list: string): Record<string, string> | null {
  const pairs = list.split(",").filter((pair) => pair.trim() !== "");
  try {
    const read = pairs.map((pair) => /^\s*([\w!#$%&'*+.^`|~-]+)\s*=(.*)$/.exec(pair));
    if (read.includes(null)) return null;
    return Object.fromEntries(read.map((pair) => [pair![1]!, plain(pair![2]!)]));
  } catch {
    return null;
  }
}

/** @throws {Error} when it can stand in no header. */
function plain(value: string): string {
  const read = decodeURIComponent(value.trim());
  if (/[^\t\x20-\x7e]/.test(read)) throw new Error("not a header's value");
  return read;
}

function isWithoutPassword(address: string): boolean {
  const { username, password } = new URL(address);
  return username === "" && password === "";
}
