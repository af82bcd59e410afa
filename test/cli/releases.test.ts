import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { ownRelease } from "../../base/own-release.ts";
import { runCli } from "../support/cli.ts";
import { cliHouse } from "../support/cli-house.ts";

const { url, token, profile } = cliHouse();

type Doctored = { paths: Record<string, unknown>; release?: string; answer: (path: string) => unknown };

/** Pulse of another release, as its API says it. */
async function doctored({ paths, release, answer }: Doctored, args: readonly string[]) {
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const info = { title: "Pulse", version: "1", ...(release && { "x-release": release }) };
    const value = path === "/api/v1/openapi.json" ? { info, paths, news: "unknown" } : answer(path);
    response.writeHead(value === null ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(value ?? NOTHING));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    // Safe: it listens on a port.
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ran = await runCli(args, { PULSE_URL: at, PULSE_TOKEN: token() });
    return { ...ran, err: ran.err.replaceAll(at, "URL") };
  } finally {
    server.close();
  }
}

const NOTHING = {
  type: "urn:pulse:problem:not_found",
  title: "not found",
  status: 404,
  detail: "There is nothing at this address.",
  code: "not_found",
  remedy: "See /api/v1/openapi.json.",
};
const PROFILES = { profiles: [{ slug: "weekly", name: "Weekly", channel: "eng", sources: [], policy: 1 }] };
const KNOWN = { "/profiles": { get: {} } };

test("members that a later release adds are left alone", async () => {
  const later = { ...PROFILES, more: true, profiles: PROFILES.profiles.map((one) => ({ ...one, mood: "good" })) };
  const ran = await doctored({ paths: KNOWN, release: "9.0.0", answer: () => later }, ["profiles"]);
  expect([ran.exit, ran.out, ran.err]).toEqual([0, "weekly  policy 1  #eng\n", ""]);
});

test.each([
  ["9.0.0", "is of release 9.0.0"],
  [undefined, "is of an earlier release"],
])("an operation that release %s does not have is a sentence that names both", async (release, sentence) => {
  const asked = { paths: KNOWN, ...(release && { release }), answer: () => null };
  const ran = await doctored(asked, ["template", "list"]);
  expect([ran.exit, ran.out]).toEqual([2, ""]);
  expect(ran.err).toBe(
    `The Pulse at URL ${sentence} and does not know what is asked (GET /run_templates); this pulse is of release ${ownRelease()}. Use the pulse of that release, or bring both to one.\n`,
  );
});

test("an answer that cannot be read names both releases where they differ", async () => {
  const asked = { paths: KNOWN, release: "9.0.0", answer: () => ({ profiles: "many" }) };
  expect((await doctored(asked, ["profiles"])).err).toBe(
    `The Pulse at URL is of release 9.0.0 and answers otherwise than this pulse, of release ${ownRelease()}, can read. Use the pulse of that release, or bring both to one.\n`,
  );
  const same = { ...asked, release: ownRelease() };
  expect((await doctored(same, ["profiles"])).err).toContain("is not this Pulse’s API (status 200)");
});

test("what is not there in a release that knows the operation is its own sentence", async () => {
  const asked = ["policy", "pull", `${profile().slug}-none`];
  const { exit, err } = await runCli(asked, { PULSE_URL: url(), PULSE_TOKEN: token() });
  expect([exit, err]).toEqual([2, expect.stringContaining("There is no profile")]);
});
