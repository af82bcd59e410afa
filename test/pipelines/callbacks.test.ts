import type { lookup as systemLookup, LookupAddress } from "node:dns";
import { expect, test } from "vitest";
import { readConfig } from "../../pipelines/config.ts";
import { callbackFetch, mayCallBack, type CallbackRule } from "../../pipelines/readiness/callbacks.ts";
import { callbackUrl } from "../../webhooks/contract/callback-url.ts";
import { sendWebhook } from "../../webhooks/send.ts";
import { pipelinesEnv, SIGNING_KEY } from "../support/pipelines.ts";

const listed: CallbackRule = {
  callbackOrigins: ["https://pulse.example.com", "http://10.1.2.3:3000"],
  production: true,
};
const unlisted: CallbackRule = { callbackOrigins: [], production: true };
const development: CallbackRule = { callbackOrigins: [], production: false };

test.each([
  "ftp://app.example/",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "data:text/plain,x",
  "app.example/hook",
  "",
  "//app.example/",
  "https://user:password@app.example/",
  "https://user@app.example/",
  "https://:secret@app.example/",
  "https://app.example/#part",
  "http://app.example:22/",
  "http://app.example:6667/",
  "http://app.example:0/",
  "https://app.example:25/",
  "http://app.example:70000/",
  "https://app.example/a b",
  "http://[",
  "http://%00/",
  `https://app.example/${"x".repeat(2_000)}`,
  "https://",
  "http://?",
])("%j can never be reached, and is refused when a run is asked for", (address) => {
  expect(callbackUrl.safeParse(address).success).toBe(false);
});

test.each([
  "https://pulse.example.com/api/webhooks/pipelines",
  "https://PULSE.example.com:443/hook?token=1",
  "http://10.1.2.3:3000/hook",
])("%s may get results where its origin is configured, and only there", (address) => {
  expect(callbackUrl.safeParse(address).success).toBe(true);
  expect([mayCallBack(address, listed), mayCallBack(address, unlisted)]).toEqual([true, false]);
});

/** Private, shared, link-local, metadata, reserved, unspecified; in every way of writing them that an address allows. */
const CLOSED = [
  "http://10.0.0.1",
  "http://10.255.255.255",
  "http://172.16.0.1",
  "http://172.31.255.1",
  "http://192.168.1.1",
  "http://100.64.0.1",
  "http://169.254.169.254",
  "http://169.254.1.1",
  "http://192.0.0.192",
  "http://198.18.0.1",
  "http://224.0.0.1",
  "http://255.255.255.255",
  "http://0.0.0.0",
  "http://0",
  "http://0.1.2.3",
  "http://2852039166",
  "http://0xa9fea9fe",
  "http://0251.0376.0251.0376",
  "http://169.16689662",
  "http://0xA9.0xFE.0xA9.0xFE",
  "http://169.254.169.254.",
  "http://１６９.254.169.254",
  "http://10.1",
  "http://167772161",
  "http://[::]",
  "http://[fe80::1]",
  "http://[fc00::1]",
  "http://[fd00:ec2::254]",
  "http://[fdaa::3]",
  "http://[ff02::1]",
  "http://[fec0::1]",
  "http://[::ffff:169.254.169.254]",
  "http://[::ffff:a9fe:a9fe]",
  "http://[::ffff:10.0.0.1]",
  "http://[0:0:0:0:0:ffff:c0a8:101]",
  "http://[::169.254.169.254]",
  "http://[64:ff9b::a9fe:a9fe]",
  "http://[2002:a9fe:a9fe::]",
  "http://[2001:db8::1]",
  "http://[2001::1]",
];
const ON_THIS_MACHINE = [
  "http://127.0.0.1:3000",
  "http://localhost:3000",
  "http://127.9.9.9:3000",
  "http://2130706433:3000",
  "http://0x7f.1:3000",
  "http://127.1:3000",
  "http://[::1]:3000",
  "http://[::ffff:127.0.0.1]:3000",
  "http://LOCALHOST:3000",
  "http://localhost.:3000",
];
const LIKE_OURS = [
  "https://pulse.example.com.evil.example",
  "https://pulse.example.com:444",
  "http://pulse.example.com",
  "https://evil.example",
  "https://pulse.example.com.",
  "https://pulse-example.com",
  "https://evil.example/https://pulse.example.com",
  "https://10.1.2.3:3000",
  "http://10.1.2.3",
  "http://10.1.2.3:3001",
  "https://pulse.example.com%2eevil.example",
];

test("in production nothing but a configured origin gets results", () => {
  const hostile = [...CLOSED, ...ON_THIS_MACHINE, ...LIKE_OURS].map((address) => `${address}/hook`);

  expect(hostile.filter((address) => mayCallBack(address, listed) || mayCallBack(address, unlisted))).toEqual([]);
});

test("in development this machine and the open internet do, but no private network", () => {
  const open = [
    "https://93.184.215.14",
    "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]",
    "https://pulse.example.com",
    ...ON_THIS_MACHINE,
  ];

  expect(CLOSED.filter((address) => mayCallBack(`${address}/hook`, development))).toEqual([]);
  expect(open.filter((address) => !mayCallBack(`${address}/hook`, development))).toEqual([]);
});

test("CALLBACK_ORIGINS holds origins and nothing else, however they are written", () => {
  const read = (CALLBACK_ORIGINS: string) =>
    readConfig({ ...pipelinesEnv({ databaseUrl: "postgresql://x", githubUrl: "http://x" }), CALLBACK_ORIGINS })
      .CALLBACK_ORIGINS;

  expect(read("https://Pulse.Example.com:443/ http://10.1.2.3:3000,http://[::1]:80")).toEqual([
    "https://pulse.example.com",
    "http://10.1.2.3:3000",
    "http://[::1]",
  ]);
  for (const wrong of [
    "pulse.example.com",
    "https://pulse.example.com/hook",
    "https://u:p@x.example",
    "ftp://x",
    "*",
    "https://x/?a",
  ]) {
    expect(() => read(wrong), wrong).toThrow(/CALLBACK_ORIGINS: must hold origins/);
  }
});

test("GITHUB_REPOSITORIES holds names of repositories, or the start says so", () => {
  const env = pipelinesEnv({ databaseUrl: "postgresql://x", githubUrl: "http://x" });

  expect(readConfig({ ...env, GITHUB_REPOSITORIES: "acme/harbor, acme/Shop.js" }).GITHUB_REPOSITORIES).toHaveLength(2);
  for (const wrong of ["acme", "acme/..", "https://github.com/acme/harbor", "acme/harbor.git"]) {
    expect(() => readConfig({ ...env, GITHUB_REPOSITORIES: wrong }), wrong).toThrow(
      /GITHUB_REPOSITORIES: must hold names/,
    );
  }
});

const delivery = (url: string) => ({
  url,
  id: "msg_1",
  body: "{}",
  token: "t".repeat(43),
  signingKey: SIGNING_KEY,
  now: new Date(),
});

test.each([
  ["to a private address", ["10.0.0.1"]],
  ["to a cloud's metadata", ["169.254.169.254"]],
  ["to metadata by IPv6", ["fd00:ec2::254"]],
  ["to a private address, mapped", ["::ffff:192.168.0.1"]],
  ["to an open address and a private one", ["127.0.0.1", "10.0.0.1"]],
  ["to nothing", []],
])("a name that leads %s is not connected to", async (_, addresses) => {
  const asked: string[] = [];
  const heard = await sendWebhook(
    delivery("http://rebinding.example:8123/hook"),
    callbackFetch(development, leading(addresses, asked)),
  );

  expect(heard).toEqual({ status: null, error: "CLOSED_ADDRESS" });
  expect(asked).toEqual(["rebinding.example"]);
});

/** A DNS that answers with these addresses, whatever it is asked for. */
function leading(addresses: string[], asked: string[]): typeof systemLookup {
  const found: LookupAddress[] = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  // Safe: callbackFetch asks for all addresses, in this one way.
  return ((name: string, _options: object, done: (error: null, all: LookupAddress[]) => void) => {
    asked.push(name);
    done(null, found);
  }) as unknown as typeof systemLookup;
}
