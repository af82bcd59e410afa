import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDemoGitHub } from "../../demo/github/server.ts";
import { startDemoModel } from "../../demo/model/server.ts";
import { startDemoSlack } from "../../demo/slack/server.ts";
import { controlsOf } from "../support/demo-slack-controls.ts";
import { type Headers_, HOSTS, ORIGINS, SITES } from "./foreign-callers.ts";

const DATA = new URL("../../demo/data", import.meta.url).pathname;
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const JSON_TYPE = { "content-type": "application/json" };

type Way = { name: string; at: () => string; method: string; path: string; headers?: Headers_; body?: string };

let slack: Awaited<ReturnType<typeof startDemoSlack>>;
let github: Awaited<ReturnType<typeof startDemoGitHub>>;
let model: Awaited<ReturnType<typeof startDemoModel>>;
beforeAll(async () => {
  [slack, github, model] = await Promise.all([
    startDemoSlack({ rate: "off" }),
    startDemoGitHub({ data: [DATA], shift: "none", htmlUrl: "self" }),
    startDemoModel(),
  ]);
});
afterAll(() => Promise.all([slack.stop(), github.close(), model.close()]));

const post = (text: string) => new URLSearchParams({ token: "xoxb-demo", channel: "C0ENG", text }).toString();
const chat = JSON.stringify({ model: "demo-writer", messages: [{ role: "user", content: "Say yes." }] });

/** One of each kind of door, and what opens it. */
const WAYS: Way[] = [
  { name: "Slack's page", at: () => slack.url, method: "GET", path: "/archives/C0ENG" },
  { name: "Slack's Home", at: () => slack.url, method: "GET", path: "/home" },
  { name: "Slack's doors", at: () => slack.url, method: "GET", path: "/.well-known/openid-configuration" },
  {
    name: "an act of Mira's",
    at: () => slack.url,
    method: "POST",
    path: "/act/line",
    headers: FORM,
    body: "channel=C0ENG&line=hello&back=/",
  },
  {
    name: "Slack's API",
    at: () => slack.url,
    method: "POST",
    path: "/api/chat.postMessage",
    headers: FORM,
    body: post("hello"),
  },
  {
    name: "Slack's API by GET",
    at: () => slack.url,
    method: "GET",
    path: "/api/conversations.history?token=xoxb-demo&channel=C0ENG",
  },
  {
    name: "Slack's controls",
    at: () => slack.url,
    method: "POST",
    path: "/_demo/act",
    headers: JSON_TYPE,
    body: '{"what":"home","as":"U0MIRA"}',
  },
  { name: "GitHub's page", at: () => github.url, method: "GET", path: "/acme/harbor" },
  { name: "GitHub's API", at: () => github.url, method: "GET", path: "/repos/acme/harbor/pulls" },
  {
    name: "GitHub's controls",
    at: () => github.url,
    method: "POST",
    path: "/_demo/touch",
    body: '{"repo":"acme/harbor","number":1181}',
  },
  { name: "the model's page", at: () => model.url, method: "GET", path: "/" },
  {
    name: "the model",
    at: () => model.url,
    method: "POST",
    path: "/v1/chat/completions",
    headers: JSON_TYPE,
    body: chat,
  },
  { name: "the model's controls", at: () => model.url, method: "DELETE", path: "/_demo/requests" },
];

test.each(WAYS)("$name is closed to every foreign Host", async (way) => {
  const { port } = new URL(way.at());
  expect(await open(way)).toBeLessThan(400);

  const answers = await Promise.all(HOSTS(port).map(async (host) => [host, await open(way, { host })] as const));

  expect(answers.filter(([, status]) => status < 400)).toEqual([]);
  expect(answers.filter(([, status]) => status >= 500)).toEqual([]);
});

test.each(WAYS)("$name is closed to every page of another origin", async (way) => {
  const { port, host, origin } = new URL(way.at());
  const own = { origin, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" };
  expect(await open(way, own)).toBeLessThan(400);

  const asked: [string, Headers_][] = [
    ...ORIGINS(port).map((one): [string, Headers_] => [one, { host, origin: one }]),
    ...SITES,
  ];
  const answers = await Promise.all(asked.map(async ([what, headers]) => [what, await open(way, headers)] as const));

  expect(answers.filter(([, status]) => status !== 403)).toEqual([]);
});

const VISIT = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

test("a link of another site leads to pages, and to nothing that is for programs", async () => {
  const visit = { ...VISIT, "sec-fetch-site": "same-site" };
  const led = await Promise.all(
    WAYS.filter(({ method }) => method === "GET").map(async (way) => [way.name, await open(way, visit)] as const),
  );

  expect(Object.fromEntries(led)).toEqual({
    "Slack's page": 200,
    "Slack's Home": 200,
    "Slack's doors": 200,
    "Slack's API by GET": 403,
    "GitHub's page": 200,
    "GitHub's API": 403,
    "the model's page": 200,
  });
});

test("a link of another site neither opens Home for the app nor chooses whom to be", async () => {
  const desk = controlsOf(slack.url);
  const told = async () => (await desk.dispatched()).length;
  const before = await told();
  const asked = { client_id: "demo.pulse", redirect_uri: "http://127.0.0.1:1/back", scope: "openid", as: "U0MIRA" };
  const door = {
    name: "",
    at: () => slack.url,
    method: "GET",
    path: `/openid/connect/authorize?${new URLSearchParams(asked)}`,
  };

  for (const site of ["cross-site", "same-site"]) {
    const visit = { ...VISIT, "sec-fetch-site": site };
    await open({ name: "", at: () => slack.url, method: "GET", path: "/home" }, visit);
    expect(await open(door, visit)).toBe(200);
  }

  expect(await told()).toBe(before);
  expect(await open(door, { ...VISIT, "sec-fetch-site": "same-origin" })).toBe(302);
});

test("nothing is said by GET", async () => {
  const desk = controlsOf(slack.url);
  const way = { name: "", at: () => slack.url, method: "GET", path: `/api/chat.postMessage?${post("by a picture")}` };

  expect(await open(way)).toBe(405);
  expect(await open({ ...way, method: "HEAD" })).toBe(405);
  expect(await desk.texts()).not.toContain("by a picture");
});

test("a socket is closed to pages of another origin, with or without a ticket", async () => {
  const { client } = controlsOf(slack.url);
  const invite = async () => {
    const { url } = await client.apps.connections.open({ token: "xapp-demo" });
    return new URL(String(url));
  };
  const { host, origin, port } = new URL(slack.url);

  expect(await upgrade(await invite(), { host, origin })).toMatch(/^HTTP\/1.1 101 /);
  for (const headers of [
    ...ORIGINS(port).map((one) => ({ host, origin: one })),
    ...HOSTS(port)
      .filter((name) => name.trim() !== "")
      .map((name) => ({ host: name })),
  ]) {
    expect(await upgrade(await invite(), headers), JSON.stringify(headers)).toMatch(/^HTTP\/1.1 4\d\d /);
  }
});

/** Word for word, without what `fetch` would set or forbid. */
async function open({ at, method, path, body, headers }: Way, more: Headers_ = {}): Promise<number> {
  const { hostname, port, host } = new URL(at());
  const asked = request({
    hostname,
    port,
    method,
    path,
    setHost: false,
    headers: { host, ...headers, ...more },
    agent: false,
  });
  asked.end(body);
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  answer.resume();
  return answer.statusCode ?? 0;
}

async function upgrade({ hostname, port, pathname, search }: URL, headers: Headers_): Promise<string> {
  const socket = connect(Number(port), hostname);
  const asked = { upgrade: "websocket", connection: "Upgrade", "sec-websocket-version": "13", ...headers };
  const key = "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==";
  const lines = Object.entries(asked).map(([name, value]) => `${name}: ${value}`);
  socket.write([`GET ${pathname}${search} HTTP/1.1`, ...lines, key, "", ""].join("\r\n"));
  const [first] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return String(first);
}
