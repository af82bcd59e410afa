import type { Log } from "./log.ts";
import type { Tracer } from "./tracing/opentelemetry.ts";
import type { Attributes, Span, SpanKind } from "./tracing/span.ts";
import type { TracingSettings } from "./tracing/variables.ts";

/*
 * What a process tells an OpenTelemetry collector, when there is one. Without an endpoint the library is not even loaded, and
 * each function here does nothing but the work it was given.
 */

const NO_SPAN: Span = { set() {}, rename() {}, fail() {}, content() {} };

/** A process has one collector, as it has one log file: whoever tells it something need not be handed it. */
let tracer: Tracer | null = null;

/**
 * From here on spans are collected and sent. A collector that cannot be reached costs nothing but its spans, and one warning.
 *
 * @param service Its name in the traces.
 * @param settings Null: nothing happens.
 */
export async function startTracing(
  service: string,
  settings: TracingSettings | null,
  log: Pick<Log, "warn"> | null,
): Promise<void> {
  if (!settings) return;
  const { openTracer } = await import("./tracing/opentelemetry.ts");
  tracer = openTracer(service, settings, log);
}

/** Sends what is still here, for at most 1.5 s. */
export async function stopTracing(): Promise<void> {
  await tracer?.close();
}

/** Does the work in a span of its own, below the one around it. Whatever is thrown ends the span as failed, by its code or name. */
export function inSpan<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
  kind: SpanKind = "internal",
): Promise<T> {
  return tracer ? tracer.inSpan(name, attributes, work, kind) : work(NO_SPAN);
}

/** The span around, as a header for another process; undefined when there is none. @source W3C Trace Context. */
export function traceparent(): string | undefined {
  return tracer?.traceparent();
}

/** The same to spread into headers, or into what a job is handed. */
export function traceHeaders(): { traceparent?: string } {
  const parent = traceparent();
  return parent ? { traceparent: parent } : {};
}

/** Does the work below another process's span; whatever is no `traceparent` counts as none. */
export function continueFrom<T>(parent: string | null | undefined, work: () => T): T {
  return tracer && parent ? tracer.continueFrom(parent, work) : work();
}
