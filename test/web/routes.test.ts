import { describe, expect, test } from "vitest";
import { ROUTES } from "../../app/web/page/rights.ts";
import { webApp } from "../../app/web/server.ts";
import { untouchable } from "./fixtures.ts";

const app = webApp(untouchable());
const HOST = { host: "127.0.0.1:3000" };
const ORIGIN = { ...HOST, origin: "http://127.0.0.1:3000" };

function ask(name: string, headers: Record<string, string> = {}) {
  const [method = "GET", path = "/"] = name.split(" ");
  const url = `http://127.0.0.1:3000${path.replaceAll(/:\w+/g, "x")}`;
  return app.request(url, { method, headers: { ...ORIGIN, ...headers } });
}

const closed = Object.entries(ROUTES).flatMap(([name, needs]) => (needs === "open" ? [] : [name]));

describe("rights", () => {
  test("every route that is mounted is in the list, and every route of the list is mounted", () => {
    const mounted = app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`);
    expect(new Set(mounted)).toEqual(new Set(Object.keys(ROUTES)));
  });

  test.each(closed)("%s sends a stranger to sign in, and touches nothing", async (name) => {
    const answer = await ask(name);
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toMatch(/^\/sign-in\?next=/);
  });

  test.each(closed)("%s tells htmx to go and sign in", async (name) => {
    const answer = await ask(name, { "hx-request": "true", "hx-current-url": "http://127.0.0.1:3000/compose" });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("hx-redirect")).toBe("/sign-in?next=%2Fcompose");
  });

  test("a program without a session gets problem details", async () => {
    const answer = await ask("GET /updates", { accept: "application/json" });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ code: "unauthorized", status: 401 });
  });
});

describe("what was typed", () => {
  const typed = { markdown: "# Ours\n\n- <b>Faster</b> (#12)", base_revision: "3", copy: "someone.text.x" };
  const send = (headers: Record<string, string>, fields: Record<string, string> = typed) =>
    app.request("http://127.0.0.1:3000/updates/01a22435-6038-7000-ba12-dae19b3f45a9/revisions", {
      method: "POST",
      headers: { ...ORIGIN, "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(fields).toString(),
    });

  test.each([
    ["the database fails", { cookie: "__Host-pulse=token" }, 500, "That was our mistake"],
    ["the session has ended", {}, 401, "You are signed out. "],
  ])("comes back in a form that can be sent again when %s", async (_what, headers, status, sentence) => {
    const answer = await send(headers);
    const page = await answer.text();
    expect(answer.status).toBe(status);
    expect(page.replace(/<[^>]*>\s*/g, " ")).toContain(sentence.trim());
    expect(page).toContain("Everything you typed is here.");
    expect(page).toContain("\n# Ours\n\n- &lt;b&gt;Faster&lt;/b&gt; (#12)</textarea>");
    expect(page).toContain('name="base_revision" value="3"');
    expect(page).toContain('action="/updates/01a22435-6038-7000-ba12-dae19b3f45a9/revisions"');
  });

  test("of another site is never shown as if it were ours", async () => {
    const answer = await send({ origin: "https://evil.example" });
    expect([answer.status, await answer.text()]).toEqual([403, expect.not.stringContaining("Faster")]);
  });

  test("a stranger's button that brings no words leads to the sign-in, and from there to its page", async () => {
    const page = "http://127.0.0.1:3000/updates?q=x";
    const answer = await send({ referer: page }, { base_revision: "1" });
    expect(answer.headers.get("location")).toBe("/sign-in?next=%2Fupdates%3Fq%3Dx");
  });
});

describe("development sign-in", () => {
  test.each([
    ["another host", { host: "pulse.example" }],
    ["a proxy before it", { "x-forwarded-for": "203.0.113.9" }],
    ["a Forwarded header", { forwarded: "for=203.0.113.9" }],
  ])("refuses %s", async (_what, headers) => {
    expect((await ask("GET /sign-in", headers)).status).toBe(403);
    expect((await ask("POST /sign-in", headers)).status).toBe(403);
  });

  test("does not exist outside development", async () => {
    const deps = untouchable();
    const production = webApp({ ...deps, settings: { ...deps.settings, development: false } });
    expect((await production.request("http://127.0.0.1:3000/sign-in", { headers: HOST })).status).toBe(403);
  });
});

describe("around every answer", () => {
  test("the content security policy allows this origin only, and nothing inline", async () => {
    const policy = (await ask("GET /sign-in")).headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
  });

  test("a form of another site is refused", async () => {
    const answer = await app.request("http://127.0.0.1:3000/sign-in", {
      method: "POST",
      headers: { ...HOST, origin: "https://evil.example", "content-type": "application/x-www-form-urlencoded" },
      body: "handle=mira",
    });
    expect(answer.status).toBe(403);
  });

  test("a body above 1 MB is refused, with how long a text may be", async () => {
    const answer = await app.request("http://127.0.0.1:3000/sign-in", {
      method: "POST",
      headers: { ...ORIGIN, "content-type": "application/x-www-form-urlencoded" },
      body: `handle=${"x".repeat(1024 * 1024)}`,
    });
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain("A text may have 40,000 characters.");
  });

  test("an unknown address gets a page with a way on", async () => {
    const answer = await ask("GET /nowhere");
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("There is nothing here");
  });
});

describe("assets", () => {
  test("the stylesheet and the preload name the same font address, so that it loads once", async () => {
    const page = await (await ask("GET /sign-in")).text();
    const preload = /href="(\/assets\/inter\.woff2[^"]*)"/.exec(page)?.[1] ?? "none";
    const css = await (await ask(`GET ${/href="(\/assets\/app\.css[^"]*)"/.exec(page)?.[1]}`)).text();
    expect(css).toContain(`url("${preload}")`);
  });

  test("a hashed address may be kept for ever, a bare one not", async () => {
    const page = await (await ask("GET /sign-in")).text();
    const hashed = /src="(\/assets\/app\.js[^"]*)"/.exec(page)?.[1] ?? "";
    expect((await ask(`GET ${hashed}`)).headers.get("cache-control")).toContain("immutable");
    expect((await ask("GET /assets/app.js")).headers.get("cache-control")).toBe("no-cache");
  });

  test.each(["package.json", "..%2f..%2fpackage.json", "app.ts"])("%s is not one of them", async (name) => {
    expect((await ask(`GET /assets/${name}`)).status).toBe(404);
  });
});
