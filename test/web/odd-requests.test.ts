import { afterAll, beforeAll, expect, test } from "vitest";
import { MAX_FORM_BYTES } from "../../app/web/page/read-form.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Asked } from "../support/raw-requests.ts";
import { served, sessionOf, type Served } from "../support/served.ts";

let app: TestApp;
let here: Served;
let session: string;
const faults: unknown[] = [];

beforeAll(async () => {
  app = await startTestApp();
  const quiet = () => undefined;
  const error = (...said: unknown[]) => void faults.push(said);
  // Safe: what is served calls these alone.
  Object.assign(app.deps, { log: { error, warn: quiet, info: quiet, debug: quiet } as never });
  here = await served(app.deps);
  app.deps.settings.publicUrl = here.url;
  session = await sessionOf(here, app.deps, "mira");
});
afterAll(async () => {
  await here?.close();
  await app?.stop();
});

const FORM = "application/x-www-form-urlencoded";
const BRIEF = "repo=acme%2Fharbor&base_branch=main&preset=7d&channel=C0ENG";
const ID = "00000000-0000-0000-0000-000000000000";
const posted = (path: string, body: string, type = FORM): Asked => ({
  path,
  method: "POST",
  body,
  headers: { "content-type": type },
});

const PARTS = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'.repeat(6_000);

test.each<[string, Asked, number[]]>([
  ["control characters in next", { path: "/sign-in?next=%00%01%0a%0d/x" }, [302]],
  ["a null character as an id", { path: "/updates/%00" }, [404]],
  ["half an encoding as an id", { path: "/updates/%ff" }, [404]],
  ["dashes as an id", { path: `/updates/${"-".repeat(36)}` }, [404]],
  ["dashes as a person", { path: `/updates?person=${"-".repeat(36)}` }, [200]],
  ["a null character as a profile", { path: "/profiles/%00/schedule" }, [404]],
  ["an id of nobody", posted("/settings/people/x", "role=viewer"), [404]],
  ["a null character as a person", posted("/settings/people/%00/deactivation", ""), [404]],
  ["a number past all numbers as a call", { path: `/updates/${ID}/run/calls/${"9".repeat(400)}` }, [404]],
  ["a time zone of another planet, while looking", posted("/compose", `${BRIEF}&time_zone=Mars%2FPhobos`), [200]],
  ["the same, for the cost", posted("/compose/estimate", `${BRIEF}&time_zone=Mars%2FPhobos&listed=a%231`), [200]],
  ["the same, in earnest", posted("/updates", `${BRIEF}&time_zone=Mars%2FPhobos`), [422]],
  ["the same, in the address", { path: "/compose?show=1&repo=acme%2Fharbor&time_zone=Mars%2FPhobos" }, [200]],
  ["multipart without a boundary", posted("/compose", "x", "multipart/form-data"), [400]],
  ["multipart that stops half-way", posted("/compose", "--b\r\nx", "multipart/form-data; boundary=b"), [400]],
  ["JSON where a form belongs", posted("/compose", "[".repeat(3_000), "application/json"), [400]],
  ["no type at all", posted("/compose", "repo=x", ""), [400]],
  ["more than a form may have", posted("/settings/github", "a".repeat(MAX_FORM_BYTES + 1)), [413]],
  ["more fields than any form has", posted("/settings/github", "a=b&".repeat(6_000)), [413]],
  ["more parts than any form has", posted("/settings/github", PARTS, "multipart/form-data; boundary=b"), [413]],
  ["another road to the pipelines", posted("/compose", `${BRIEF}&time_zone=UTC&evidence_id=..`), [200]],
  ["a flash that no page of ours left", { path: "/updates", headers: { cookie: "pulse-flash=toString:" } }, [200]],
  ["a time zone cookie that is none", { path: "/updates", headers: { cookie: "tz=%E0%A4%A" } }, [200]],
])("%s is answered in a sentence", async (_what, asked, wanted) => {
  const cookie = [session, asked.headers?.["cookie"] ?? ""].filter(Boolean).join("; ");
  const { status, text } = await here.ask({ ...asked, headers: { origin: here.url, ...asked.headers, cookie } });
  expect(wanted, text.slice(0, 2_000)).toContain(status);
  expect(text).not.toMatch(/our mistake|\[native code\]/);
  expect(faults.splice(0)).toEqual([]);
});

test("a page of htmx that is no address leads a stranger home", async () => {
  for (const told of ["http://[", "%00", ":", "javascript:alert(1)"]) {
    const headers = { "hx-request": "true", "hx-current-url": told };
    const answer = await here.ask({ path: "/updates", headers });
    expect([answer.status, answer.headers["hx-redirect"]]).toEqual([
      401,
      expect.stringMatching(/^\/sign-in\?next=%2F/),
    ]);
  }
  expect(faults.splice(0)).toEqual([]);
});
