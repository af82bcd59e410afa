import { beforeEach, expect, test } from "vitest";
import { answerProposal } from "../../app/policies/answer-proposal.ts";
import { findPolicy } from "../../db/app/policies.ts";
import { keepProposals, listProposals } from "../../db/app/proposals.ts";
import { inTransaction } from "../../db/connect.ts";
import { cliHouse } from "../support/cli-house.ts";
import { DEPENDENCIES, INTERNAL } from "../support/proposed.ts";

const { app, profile, pulse, typing, saved, holds } = cliHouse();
const { key } = DEPENDENCIES;

beforeEach(async () => {
  const found = { profile_id: profile().id, team_id: profile().team_id, now: new Date(), policy: 0 };
  await inTransaction(app().db, (tx) => keepProposals(tx, { ...found, proposals: [DEPENDENCIES, INTERNAL] }));
});

const states = async () =>
  Object.fromEntries((await listProposals(app().db, profile().id)).map((one) => [one.key, one.state]));
const withIt = () => [
  `${key}  Tell dependency updates.`,
  "  You announced 12 of 12 dependency updates.",
  "  It would have moved 12 pull requests.",
  "  Moved: acme/harbor#12 Bump undici",
  "  Told: acme/harbor#12 Bump undici",
];
const diff = (number: number) => [
  `Policy ${number} of ${profile().slug}, and with it`,
  "+ Dependency updates that no rule fits are told.",
];
const kept = (number: number) =>
  `Accepted, and saved as policy ${number} of ${profile().slug}. A file of it is older now: pulse policy pull ${profile().slug} FILE.`;
const ended = (lines: string[]) => `${lines.join("\n")}\n`;

test("what is proposed is listed with its ID, why, and how to answer", async () => {
  const { exit, out, err } = await pulse("policy", "proposals", profile().slug);
  const next = `See what comes and goes, and answer: pulse policy accept ${profile().slug} ID, or refuse ${profile().slug} ID.`;
  const file = [`${INTERNAL.key}  When a label is internal, leave it out.`, `  ${INTERNAL.because}`];
  expect([exit, out, err]).toEqual([0, ended([...withIt(), "", ...file, "", next]), ""]);

  const { out: json } = await pulse("policy", "proposals", profile().slug, "--json");
  expect(JSON.parse(json)).toEqual({ against: 0, proposals: [DEPENDENCIES, INTERNAL], answered: [] });
});

test("where nothing is proposed that is said", async () => {
  await pulse("policy", "refuse", profile().slug, key);
  await pulse("policy", "refuse", profile().slug, INTERNAL.key);
  expect(await pulse("policy", "proposals", profile().slug)).toEqual({
    exit: 0,
    err: "",
    out: `Nothing is proposed for ${profile().slug}. Pulse looks for proposals on the page of the policy.\n`,
  });
});

test("without a yes what would come and go is shown, and nothing is accepted", async () => {
  const last = "Nothing is accepted yet: say --yes for that.";
  expect(await pulse("policy", "accept", profile().slug, key)).toEqual({
    exit: 1,
    err: "",
    out: ended([...withIt(), ...diff(0), last]),
  });
  const { exit, out } = await pulse("policy", "accept", profile().slug, key, "--json");
  expect([exit, JSON.parse(out)]).toMatchObject([1, { accepted: false, number: 0, proposal: { key } }]);
  expect(await states()).toEqual({ [key]: "open", [INTERNAL.key]: "open" });
  expect(await holds()).toEqual({ number: 0, policy: {} });
});

test("with a yes it is the next policy, with its reason", async () => {
  await saved({ docs: "cite" });
  const { exit, out, err } = await pulse("policy", "accept", profile().slug, key, "--yes", "--why", "They count");
  expect([exit, out, err]).toEqual([0, ended([...withIt(), ...diff(1), kept(2)]), ""]);
  expect(await findPolicy(app().db, profile().id)).toMatchObject({
    number: 2,
    policy: { docs: "cite", dependencies: "cite" },
    why: "They count",
  });

  const { out: json } = await pulse("policy", "accept", profile().slug, INTERNAL.key, "--yes", "--json");
  expect(JSON.parse(json)).toEqual({ accepted: true, number: 3, saved: true });
});

test("what somebody answered before is told with who and when, and is no success", async () => {
  await answerProposal(app().deps, app().tobi, { profile_id: profile().id, key, answer: "refused" });
  for (const how of ["accept", "refuse"]) {
    const { exit, out, err } = await pulse("policy", how, profile().slug, key);
    const who = `^${app().tobi.name} refused this on \\d+ \\w+ \\d{4}, \\d\\d:\\d\\d UTC\\. `;
    expect([exit, out, err]).toEqual([1, "", expect.stringMatching(new RegExp(who))]);
  }
  expect(await holds()).toEqual({ number: 0, policy: {} });
});

test("what is not proposed could not be asked", async () => {
  const { exit, err } = await pulse("policy", "accept", profile().slug, "nonsense", "--yes");
  expect([exit, err]).toEqual([
    2,
    `Nothing is proposed under nonsense. See what is proposed: pulse policy proposals ${profile().slug}.\n`,
  ]);
  expect((await pulse("policy", "refuse", profile().slug, "nonsense")).exit).toBe(2);
  expect((await pulse("policy", "accept", profile().slug)).err).toContain("ID is missing.");
});

test("what is refused is said, and waits no more", async () => {
  const { exit, out } = await pulse("policy", "refuse", profile().slug, key);
  expect([exit, out]).toEqual([0, "Refused: “Tell dependency updates.”\n"]);
  expect((await states())[key]).toBe("refused");
});

// Its terminals come from util-linux.
test.skipIf(process.platform !== "linux")("at a terminal it shows first and asks; only yes accepts", async () => {
  for (const typed of ["\n", "no\n", "\u0004"]) {
    const { exit, out } = await typing(typed, "policy", "accept", profile().slug, key);
    expect([exit, out]).toEqual([1, expect.stringContaining("Nothing is accepted.")]);
    expect(out).toContain(diff(0).join("\n"));
  }
  expect((await states())[key]).toBe("open");
  const { exit, out } = await typing("y\n", "policy", "accept", profile().slug, key);
  expect([exit, out]).toEqual([0, expect.stringContaining(kept(1))]);
  expect(await holds()).toEqual({ number: 1, policy: { dependencies: "cite" } });
});
