import { createServer, type AddressInfo } from "node:net";
import { Hono, type Context } from "hono";
import { routePath } from "hono/route";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { readEnvironment } from "../../base/read-environment.ts";
import { continueFrom, inSpan, startTracing, stopTracing, traceHeaders, traceparent } from "../../base/tracing.ts";
import { requestSpan } from "../../base/request-span.ts";
import { headersIn, tracingOf, tracingVariables, type TracingSettings } from "../../base/tracing/variables.ts";
import { FAILED, KINDS, startCollector, wayTo, type Told } from "../support/collector.ts";

const PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/** What the work has told a collector when it is over. */
async function toldBy(work: () => unknown, more: Partial<TracingSettings> = {}): Promise<Told[]> {
  const collector = await startCollector();
  onTestFinished(collector.close);
  await startTracing("test", { endpoint: collector.url, headers: "", content: false, ...more }, null);
  await work();
  await stopTracing();
  return collector.spans();
}

test("without a collector the work is done and nothing else", async () => {
  await startTracing("test", null, null);

  expect(await inSpan("work", {}, async () => traceparent())).toBeUndefined();
  expect(traceHeaders()).toEqual({});
  expect(continueFrom(PARENT, () => 7)).toBe(7);
  await stopTracing();
});

test("spans stand below each other, side by side and after a wait, too", async () => {
  const spans = await toldBy(() =>
    inSpan("outer", { told: "yes", empty: null }, async (span) => {
      const wait = (name: string) => inSpan(name, {}, () => new Promise<void>((done) => setImmediate(done)));
      await Promise.all([wait("left").then(() => wait("after left")), wait("right")]);
      span.set({ count: 2, missing: undefined });
    }),
  );

  expect(spans.map((span) => wayTo(span, spans)).sort()).toEqual([
    "test outer",
    "test outer > test after left",
    "test outer > test left",
    "test outer > test right",
  ]);
  expect(spans.find(({ name }) => name === "outer")?.attributes).toEqual({ told: "yes", count: 2 });
});

test("a failure is told by its code or name, never by its message", async () => {
  const failing = (error: unknown) => inSpan("work", {}, () => Promise.reject(error)).catch(() => undefined);
  const spans = await toldBy(async () => {
    await failing(Object.assign(new Error("a secret"), { code: "ECONNREFUSED" }));
    await failing(new TypeError("a secret"));
    await failing("a secret");
    await inSpan("work", {}, async (span) => span.fail("denied"));
  });

  expect(spans.map(({ status, attributes }) => [status, attributes])).toEqual(
    ["ECONNREFUSED", "TypeError", "_OTHER", "denied"].map((type) => [FAILED, { "error.type": type }]),
  );
});

test("another process's span is continued and handed on; what is no traceparent begins a trace of its own", async () => {
  const junk = ["", "00-1-2-01", PARENT.replace("0af7", "ZZZZ"), `00-${"0".repeat(32)}-b7ad6b7169203331-01`, "ff-x"];
  const handed: (string | undefined)[] = [];
  const spans = await toldBy(async () => {
    for (const parent of [PARENT, ...junk, null]) {
      await continueFrom(parent, () => inSpan("work", {}, async () => handed.push(traceparent())));
    }
  });

  expect(spans[0]).toMatchObject({ trace: "0af7651916cd43dd8448eb211c80319c", parent: "b7ad6b7169203331" });
  expect(spans.slice(1).map(({ parent }) => parent)).toEqual([...junk, null].map(() => null));
  expect(handed).toEqual(spans.map(({ trace, id }) => `00-${trace}-${id}-01`));
});

test("whoever asks without wanting to be traced is not", async () => {
  let handed: string | undefined;
  const unsampled = PARENT.replace(/01$/, "00");
  const work = () => inSpan("work", {}, async () => void (handed = traceparent()));

  expect(await toldBy(() => continueFrom(unsampled, work))).toEqual([]);
  expect(handed).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
});

test("content is told only where it was asked for, whole characters and at most 8 KB of it", async () => {
  const work = () =>
    inSpan("work", {}, async (span) => {
      span.content("text", () => "é".repeat(8 * 1024));
      span.content("odd", () => `a${"é".repeat(8 * 1024)}`);
      span.content("broken", () => {
        throw new Error("cannot be put together");
      });
    });
  const [without] = await toldBy(work);
  const [withContent] = await toldBy(work, { content: true });

  expect(without?.attributes).toEqual({});
  expect(withContent?.attributes).toEqual({
    text: "é".repeat(4 * 1024),
    odd: `a${"é".repeat(4 * 1024 - 1)}`,
    broken: "",
  });
});

test("a request is told by its route, its method and its status", async () => {
  const web = new Hono()
    .use(requestSpan((c: Context) => routePath(c)))
    .get("/updates/:id", (c) => c.text("ok"))
    .post("/updates/:id", () => {
      throw new Error("a secret");
    })
    .all("*", (c) => c.text("not here", 404))
    .onError((_error, c) => c.text("broken", 500));
  const app = new Hono().route("/", web);
  const spans = await toldBy(async () => {
    await app.request("/updates/7?token=secret", { headers: { traceparent: PARENT, authorization: "Bearer secret" } });
    await app.request("/updates/8", { method: "POST" });
    await app.request("/elsewhere/secret");
  });

  expect(spans[0]).toMatchObject({ parent: "b7ad6b7169203331", kind: KINDS.server });
  expect(spans.map(({ name, status }) => `${name} ${status}`)).toEqual([
    "GET /updates/:id 0",
    `POST /updates/:id ${FAILED}`,
    "GET /* 0",
  ]);
  expect(spans.map(({ attributes }) => attributes["http.response.status_code"])).toEqual([200, 500, 404]);
  expect(JSON.stringify(spans)).not.toContain("secret");
});

test("a collector that never answers is not waited for, and is told of once", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void silent.close());
  await new Promise((up) => silent.once("listening", up));
  // Safe: it listens on a port.
  const host = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const warnings: unknown[] = [];
  const log = { warn: (about: unknown) => void warnings.push(about) };
  await startTracing("test", { endpoint: `http://${host}/secret`, headers: "", content: false }, log as never);
  await inSpan("work", {}, async () => undefined);

  await stopTracing();
  await stopTracing();
  expect(warnings).toEqual([{ collector: host, reason: "no answer in time" }]);
});

test("the variables are the standard's, and what is wrong with them is said without a value", () => {
  const read = (env: Record<string, string>) => tracingOf(readEnvironment(z.object(tracingVariables), env));

  expect(read({})).toBeNull();
  expect(read({ OTEL_EXPORTER_OTLP_HEADERS: "x-key=1" })).toBeNull();
  expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318/" })).toMatchObject({
    headers: "",
    content: false,
  });
  expect(headersIn("api-key=a%20b, x-team = t1 ,")).toEqual({ "api-key": "a b", "x-team": "t1" });
  expect(headersIn("a=b=c")).toEqual({ a: "b=c" });
  for (const [name, value] of [
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "secret.example:4318"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "http://me:secret@collector.example"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "secret"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "key=secret%0d%0ax: y"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "key=secret%"],
  ] as const) {
    const failed = () => read({ [name]: value });
    expect(failed).toThrow(name);
    expect(failed).not.toThrow("secret");
  }
});
