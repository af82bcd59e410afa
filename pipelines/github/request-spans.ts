import type { Octokit } from "@octokit/rest";
import { inSpan } from "../../base/tracing.ts";
import type { Span } from "../../base/tracing/span.ts";

/** A span for each request to GitHub. It tells the endpoint as GitHub documents it, without what was filled in. */
export function requestSpans(octokit: Octokit): void {
  octokit.hook.wrap("request", async (request, options) => {
    const { hostname, port, protocol } = new URL(options.baseUrl);
    const about = {
      "http.request.method": options.method,
      "url.template": options.url,
      "server.address": hostname,
      "server.port": Number(port) || (protocol === "https:" ? 443 : 80),
    };
    const work = async (span: Span) => {
      try {
        const response = await request(options);
        span.set({ "http.response.status_code": response.status });
        return () => response;
      } catch (error) {
        tell(span, error);
        return () => {
          throw error;
        };
      }
    };
    const ended = await inSpan(`${options.method} ${options.url}`, about, work, "client");
    return ended();
  });
}

/** Octokit throws what is not 2xx, "not modified" too, which is no failure. */
function tell(span: Span, error: unknown): void {
  const status = error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : null;
  span.set({ "http.response.status_code": status });
  if (status === null || status >= 400) span.fail(String(status ?? "_OTHER"));
}
