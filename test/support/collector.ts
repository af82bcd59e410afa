import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

const value = z.record(z.string(), z.unknown()).transform((one) => Object.values(one)[0]);
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .default([])
  .transform((all) => Object.fromEntries(all.map(({ key, value: one }) => [key, one])));
const payload = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              kind: z.number(),
              attributes,
              status: z.object({ code: z.number().default(0), message: z.string().optional() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** As OTLP numbers them. */
export const KINDS = { internal: 1, server: 2, client: 3 };
export const FAILED = 2;

export type Told = {
  service: string;
  name: string;
  kind: number;
  trace: string;
  id: string;
  parent: string | null;
  attributes: Record<string, unknown>;
  status: number;
};

export type Collector = {
  url: string;
  /** Every span so far. */
  spans: () => Told[];
  /** Everything that came, as it came. */
  payloads: () => string;
  requests: { path: string; headers: IncomingHttpHeaders }[];
  close: () => Promise<void>;
};

/** A collector that takes OTLP over HTTP as JSON, and keeps it. */
export async function startCollector(): Promise<Collector> {
  const bodies: string[] = [];
  const requests: Collector["requests"] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(Buffer.concat(chunks).toString("utf8"));
      requests.push({ path: request.url ?? "", headers: request.headers });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  // Safe: it listens on a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans: () => bodies.flatMap(spansIn),
    payloads: () => bodies.join("\n"),
    requests,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function spansIn(body: string): Told[] {
  return payload.parse(JSON.parse(body)).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ name, kind, traceId, spanId, parentSpanId, attributes: said, status }) => ({
        service: String(resource.attributes["service.name"]),
        name,
        kind,
        trace: traceId,
        id: spanId,
        parent: parentSpanId || null,
        attributes: said,
        status: status.code,
      })),
  );
}

/** A span's way down from the root of its trace: `service name`, one below the other. */
export function wayTo(span: Told, all: readonly Told[]): string {
  const parent = all.find(({ id }) => id === span.parent);
  const above = span.parent === null ? [] : [parent ? wayTo(parent, all) : "nobody"];
  return [...above, `${span.service} ${span.name}`].join(" > ");
}
