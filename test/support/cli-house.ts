import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { policyOf } from "../../app/policies/policy-of.ts";
import { savePolicy } from "../../app/policies/save-policy.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import type { Profile } from "../../db/app/tables.ts";
import type { PolicyParts } from "../../webhooks/contract/policy.ts";
import { tokenFor } from "./api-client.ts";
import { BRIEF, CHANNEL, startTestApp, type TestApp } from "./app.ts";
import { runCli, typedToCli } from "./cli.ts";
import { served, type Served } from "./served.ts";
import { temporaryFolder, type TemporaryFolder } from "./temporary-folder.ts";

export const SECURITY: NonNullable<PolicyParts["rules"]>[number] = {
  when: [{ what: "labels", how: "any", values: ["security"] }],
  then: "cite",
  firm: "always",
};

/** The app behind the command line, with a token of Mira’s and a profile that is new for each test. */
export function cliHouse() {
  let app: TestApp;
  let here: Served;
  let folder: TemporaryFolder;
  let token: string;
  let profile: Profile;
  let made = 0;

  beforeAll(async () => {
    app = await startTestApp();
    here = await served(app.deps);
    folder = temporaryFolder("cli");
  });
  afterAll(async () => {
    folder?.remove();
    await here?.close();
    await app?.stop();
  });
  beforeEach(async () => {
    await app.db.deleteFrom("app.access_tokens").execute();
    token = await tokenFor(app.deps, app.mira);
    const input = { name: `Weekly ${(made += 1)}`, time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
    profile = await saveProfile(app.deps, app.mira, input);
    app.pipelines.policyPreview = { ...app.pipelines.policyPreview, faults: [], windows: [], rules: [], missing: [] };
  });

  const path = (name: string) => join(folder.path, name);
  return {
    path,
    app: () => app,
    url: () => here.url,
    folder: () => folder.path,
    token: () => token,
    profile: () => profile,
    pulse: (...args: string[]) => runCli(args, { PULSE_URL: here.url, PULSE_TOKEN: token }, folder.path),
    /** At a terminal, where somebody types this when they are asked. */
    typing: (typed: string, ...args: string[]) => typedToCli(args, typed, { PULSE_URL: here.url, PULSE_TOKEN: token }),
    fileOf(number: number, policy: unknown, name = "policy.json") {
      writeFileSync(path(name), JSON.stringify({ number, policy }));
      return name;
    },
    inFile: (name = "policy.json") => JSON.parse(readFileSync(path(name), "utf8")) as unknown,
    saved: (policy: PolicyParts, base = 0) => savePolicy(app.deps, app.mira, { profile_id: profile.id, base, policy }),
    holds: () => policyOf(app.db, profile.id),
  };
}
