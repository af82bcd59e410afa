import fc from "./chance.ts";
import { HOSTILE_TEXTS, ODD_SEGMENTS } from "./hostile-pieces.ts";

export type Made = { method: string; path: string; headers: Record<string, string>; body: string | Buffer | undefined };

type Known = {
  /** Values that make sense, by the name of a path parameter or field: they open the doors behind which the rest is tried. */
  params: Readonly<Record<string, readonly string[]>>;
  fields: Readonly<Record<string, readonly string[]>>;
};

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "QUERY"];

/** Requests for one route, good in part. @param route "POST /updates/:id/approval" */
export function requestsFor(route: string, known: Known, origin: string): fc.Arbitrary<Made> {
  const [method = "GET", pattern = "/"] = route.split(" ");
  const path = fc.tuple(...pattern.split("/").map((part) => segment(part, known))).map((parts) => parts.join("/"));
  return fc
    .record({
      method: usually(9, fc.constant(method), fc.constantFrom(...METHODS)),
      path,
      query: query(known),
      headers: headers(origin),
      body: body(known),
    })
    .map((made) => ({
      method: made.method,
      path: `${made.path}${made.query}`,
      ...(made.method === "GET" || made.method === "HEAD"
        ? { headers: made.headers, body: undefined }
        : { headers: { ...made.headers, ...made.body.headers }, body: made.body.bytes }),
    }));
}

/** Anything that is no route. */
export function otherRequests(known: Known, origin: string): fc.Arbitrary<Made> {
  const parts = fc.array(fc.constantFrom("updates", "compose", "sign-in", "assets", "api", "", ...ODD_SEGMENTS), {
    maxLength: 5,
  });
  const route = fc.tuple(fc.constantFrom(...METHODS), parts).map(([method, some]) => `${method} /${some.join("/")}`);
  return route.chain((one) => requestsFor(one.replaceAll(":", ""), known, origin));
}

function segment(part: string, { params }: Known): fc.Arbitrary<string> {
  if (!part.startsWith(":")) return fc.constant(part);
  const good = params[part.slice(1)] ?? ["x"];
  return usually(3, fc.constantFrom(...good), fc.constantFrom(...ODD_SEGMENTS));
}

const usually = <T>(weight: number, one: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: one }, { weight: 1, arbitrary: other });

function pairs({ fields }: Known): fc.Arbitrary<[string, string][]> {
  const named = fc
    .constantFrom(...Object.keys(fields))
    .chain((name) =>
      fc.tuple(
        fc.constant(name),
        usually(2, fc.constantFrom(...(fields[name] ?? [""])), fc.constantFrom(...HOSTILE_TEXTS)),
      ),
    );
  const odd = fc.tuple(fc.constantFrom(...HOSTILE_TEXTS), fc.constantFrom(...HOSTILE_TEXTS));
  return fc.array(usually(12, named, odd), { maxLength: 14 });
}

function query(known: Known): fc.Arbitrary<string> {
  const good = pairs(known).map((some) => `?${urlencoded(some).slice(0, 6_000)}`);
  return fc.oneof(
    fc.constant(""),
    good,
    fc.constantFrom("?", "?%", "?=&=", "?%00=%ff", "?a&a&a", "?generation=%00", "?code=x"),
  );
}

const urlencoded = (some: readonly [string, string][]): string =>
  new URLSearchParams(
    some.map(([name, value]): [string, string] => [name.toWellFormed(), value.toWellFormed()]),
  ).toString();

const ODD_HEADERS: readonly [string, string][] = [
  ...([
    ["hx-request", "true"],
    ["hx-current-url", "http://[broken"],
    ["hx-current-url", "%00"],
    ["hx-current-url", "javascript:alert(1)"],
    ["hx-target", "work#x"],
    ["hx-request-type", "full"],
    ["accept", "application/json"],
    ["accept", ",;q=,"],
    ["accept-language", "x".repeat(300)],
    ["if-none-match", '"'],
    ["range", "bytes=9-1"],
    ["origin", "null"],
    ["origin", "http://["],
    ["origin", "https://evil.example"],
    ["host", "evil.example"],
    ["host", "[::1"],
    ["host", "a b"],
    ["sec-fetch-site", "cross-site"],
    ["sec-fetch-site", "x"],
    ["x-forwarded-host", "//,"],
    ["x-forwarded-for", "'"],
    ["traceparent", "00-zz"],
    ["x-request-id", "x".repeat(500)],
    ["authorization", "Bearer \u00ff"],
    ["webhook-id", "x"],
  ] as [string, string][]),
];

/** Cookies that we set ourselves, and that come back broken. */
const ODD_COOKIES = [
  "tz=Mars/Phobos",
  "tz=%",
  "tz=",
  `tz=${"x".repeat(900)}`,
  "pulse-flash=toString:",
  "pulse-flash=deleted:%00",
  "pulse-flash=%E0%A4%A",
  "pulse-flash=__proto__:x",
  "__Host-pulse-sign-in=%",
  "__Host-pulse-sign-in=e30.AAAA",
  "=;=;;",
  "__Host-pulse-browser=9999999999999.AAAA",
  "__Host-pulse=",
  "a=b; a=c",
  "\u00ff=\u00ff",
];

function headers(origin: string): fc.Arbitrary<Record<string, string>> {
  const odd = fc.array(fc.constantFrom(...ODD_HEADERS), { maxLength: 3 });
  const cookie = fc.oneof(fc.constant(""), fc.constantFrom(...ODD_COOKIES));
  return fc
    .tuple(usually(4, fc.constant<readonly [string, string][]>([]), odd), usually(4, fc.constant(""), cookie))
    .map(([some, jar]) => ({ origin, ...Object.fromEntries(some), ...(jar && { cookie: jar }) }));
}

type Body = { headers: Record<string, string>; bytes: string | Buffer };

function body(known: Known): fc.Arbitrary<Body> {
  const form = pairs(known).map((some): Body => as(FORM, urlencoded(some)));
  const parts = pairs(known).map((some): Body => as(`${MULTIPART}; boundary=b`, multipart(some)));
  return fc.oneof(
    { weight: 6, arbitrary: form },
    { weight: 1, arbitrary: parts },
    { weight: 2, arbitrary: fc.constantFrom(...ODD_BODIES) },
  );
}

const FORM = "application/x-www-form-urlencoded";
const MULTIPART = "multipart/form-data";
const as = (type: string, bytes: string | Buffer): Body => ({ headers: type ? { "content-type": type } : {}, bytes });

const multipart = (some: readonly [string, string][]): string =>
  some
    .map(
      ([name, value]) =>
        `--b\r\ncontent-disposition: form-data; name="${name.replace(/["\r\n]/g, "")}"\r\n\r\n${value}\r\n`,
    )
    .concat("--b--\r\n")
    .join("");

const ODD_BODIES: readonly Body[] = [
  as(MULTIPART, "--x"),
  as(`${MULTIPART}; boundary=`, "x"),
  as(`${MULTIPART}; boundary=other`, multipart([["a", "b"]])),
  as(`${MULTIPART}; boundary=b`, multipart([["name", "x"]]).slice(0, 40)),
  as(`${MULTIPART}; boundary=b`, ""),
  as(FORM, "%"),
  as(FORM, "%E0%A4%A=%ff&&&==&"),
  as(FORM, "markdown=%00&base_revision=%00"),
  as(FORM, "a".repeat(300_000)),
  as(FORM, "&".repeat(200_000)),
  as(FORM, `repo=${"a%2Fb&repo=".repeat(20_000)}`),
  as(FORM, Buffer.from([0xff, 0xfe, 0, 1])),
  as(`${FORM}; charset=utf-16`, "h\0a\0"),
  as(`${FORM}; charset=x-nothing`, "name=x"),
  as("", "name=x"),
  as("", ""),
  as("application/json", '{"name":"x"}'),
  as("application/json", "[".repeat(3_000)),
  as("application/json", "{"),
  as("text/plain", "name=x"),
  as("\u00ff", "x"),
  as("application/octet-stream", Buffer.alloc(2_000, 0xff)),
];
