import { context, isSpanContextValid, SpanKind as Kind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Attributes as Told, Span as OpenSpan, SpanContext } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from "@opentelemetry/sdk-trace";
import type { Log } from "../log.ts";
import { MAX_CONTENT_BYTES, type Attributes, type Span, type SpanKind } from "./span.ts";
import { headersIn, type TracingSettings } from "./variables.ts";

export type Tracer = ReturnType<typeof openTracer>;

/** Spans wait so long for others that go with them. */
const SEND_EVERY_MS = 2_000;
/** For one batch, with the tries that follow a failed one. */
const SEND_WITHIN_MS = 5_000;
const CLOSE_WITHIN_MS = 1_500;

const KINDS: Record<SpanKind, Kind> = { internal: Kind.INTERNAL, server: Kind.SERVER, client: Kind.CLIENT };

/** Spans of this process, sent in batches as OTLP JSON. Nothing here is ever waited for but `close`. */
export function openTracer(service: string, settings: TracingSettings, log: Pick<Log, "warn"> | null) {
  const warn = warnOnce(settings, log);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": service, "service.namespace": "pulse" }),
    spanLimits: { attributeValueLengthLimit: MAX_CONTENT_BYTES },
    spanProcessors: [
      new BatchSpanProcessor({ exporter: exporterTo(settings, warn), scheduledDelayMillis: SEND_EVERY_MS }),
    ],
  });
  // Not registered for everybody: libraries with spans of their own, such as pg-boss, tell the messages of errors in them.
  const opened = provider.getTracer("pulse");

  return {
    inSpan<T>(name: string, attributes: Attributes, work: (span: Span) => Promise<T>, kind: SpanKind): Promise<T> {
      const span = opened.startSpan(name, { kind: KINDS[kind], attributes: told(attributes) });
      const mine = spanFor(span, settings.content);
      return context.with(trace.setSpan(context.active(), span), async () => {
        try {
          return await work(mine);
        } catch (error) {
          mine.fail(errorTypeOf(error));
          throw error;
        } finally {
          span.end();
        }
      });
    },
    traceparent(): string | undefined {
      const around = trace.getSpanContext(context.active());
      if (!around || !isSpanContextValid(around)) return undefined;
      return `00-${around.traceId}-${around.spanId}-${around.traceFlags.toString(16).padStart(2, "0")}`;
    },
    continueFrom<T>(parent: string, work: () => T): T {
      const read = contextIn(parent);
      return read ? context.with(trace.setSpanContext(context.active(), read), work) : work();
    },
    async close(): Promise<void> {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((_, reject) => {
        timer = setTimeout(() => reject(new Error("not all could be sent at the end")), CLOSE_WITHIN_MS);
      });
      await Promise.race([provider.shutdown(), late]).catch(warn);
      clearTimeout(timer);
    },
  };
}

function exporterTo({ endpoint, headers }: TracingSettings, warn: (error: unknown) => void): SpanExporter {
  const url = `${endpoint.replace(/(?<!\/)\/+$/, "")}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, headers: headersIn(headers) ?? {}, timeoutMillis: SEND_WITHIN_MS });
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error) warn(result.error);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}

/** The first failure, by its code: an answer's body or an address may hold what belongs in no log. */
function warnOnce({ endpoint }: TracingSettings, log: Pick<Log, "warn"> | null): (error: unknown) => void {
  let warned = false;
  return (error) => {
    if (warned) return;
    warned = true;
    const reason = error instanceof Error && "code" in error && error.code ? error.code : "no answer in time";
    log?.warn({ collector: new URL(endpoint).host, reason }, "Traces do not reach the collector and are dropped.");
  };
}

function spanFor(span: OpenSpan, withContent: boolean): Span {
  return {
    set: (attributes) => void span.setAttributes(told(attributes)),
    rename: (name) => void span.updateName(name),
    fail: (errorType) => void span.setAttribute("error.type", errorType).setStatus({ code: SpanStatusCode.ERROR }),
    content: (name, text) => void (withContent && span.setAttribute(name, firstBytes(orNothing(text)))),
  };
}

function told(attributes: Attributes): Told {
  // Safe: what is left out of the type was just left out.
  return Object.fromEntries(
    Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined),
  ) as Told;
}

/** A text that cannot be put together is no reason to lose the work that it is about. */
function orNothing(text: () => string): string {
  try {
    return text();
  } catch {
    return "";
  }
}

/** Messages are for the log: they may quote anything. */
function errorTypeOf(error: unknown): string {
  if (!(error instanceof Error)) return "_OTHER";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/** Without half a character at the end. */
function firstBytes(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.length <= MAX_CONTENT_BYTES
    ? text
    : new TextDecoder().decode(bytes.subarray(0, MAX_CONTENT_BYTES), { stream: true });
}

/** @source W3C Trace Context, "traceparent Header": version, trace id, parent id, flags; a later version may add more. */
function contextIn(parent: string): SpanContext | null {
  const [, version, traceId = "", spanId = "", flags = ""] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/.exec(parent) ?? [];
  const read = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return version && version !== "ff" && isSpanContextValid(read) ? read : null;
}
