import { continueFrom, inSpan } from "./tracing.ts";

/** What it needs of Hono's context: base knows no web server. */
type Served = {
  req: { method: string; header: (name: string) => string | undefined };
  res: { status: number };
};

/**
 * Middleware: a span for each request, in the trace of whoever asks. It tells the route's pattern, never the address: that may hold
 * a token.
 *
 * @param routeOf The pattern of the handler that answered.
 */
export function requestSpan<C extends Served>(routeOf: (c: C) => string) {
  return (c: C, next: () => Promise<void>): Promise<void> => {
    const { method } = c.req;
    const served = () =>
      inSpan(
        method,
        { "http.request.method": method },
        async (span) => {
          await next();
          const [route, { status }] = [routeOf(c), c.res];
          span.rename(`${method} ${route}`);
          span.set({ "http.route": route, "http.response.status_code": status });
          if (status >= 500) span.fail(String(status));
        },
        "server",
      );
    return continueFrom(c.req.header("traceparent"), served);
  };
}
