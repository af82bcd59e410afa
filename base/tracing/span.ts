/**
 * Named by OpenTelemetry's conventions; our own begin with `pulse.`. What is null or undefined is left out. Never a secret, and
 * never a text that a person or a model wrote: those are content.
 */
export type Attributes = Record<string, string | number | boolean | readonly string[] | null | undefined>;

/** `server` answers somebody, `client` waits for another process, `internal` is between the two. */
export type SpanKind = "internal" | "server" | "client";

export type Span = {
  set: (attributes: Attributes) => void;
  rename: (name: string) => void;
  /** For what failed and did not throw. @param errorType A code out of few, never a message. */
  fail: (errorType: string) => void;
  /** Told only where `OTEL_CAPTURE_CONTENT` asks for it, and the first 8 KB of it. */
  content: (name: string, text: () => string) => void;
};

/** What is kept of one text that people or models wrote. */
export const MAX_CONTENT_BYTES = 8 * 1024;
