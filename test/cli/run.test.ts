import { afterEach, expect, test } from "vitest";
import { listGenerations } from "../../db/app/generations.ts";
import type { Update } from "../../db/app/tables.ts";
import type { AskedUpdate } from "../../webhooks/contract/asked-update.ts";
import { tokenFor } from "../support/api-client.ts";
import { runCli } from "../support/cli.ts";
import { cliHouse } from "../support/cli-house.ts";
import { until } from "../support/until.ts";

const { app, url, folder, profile, pulse } = cliHouse();

afterEach(() => void (app().pipelines.faults = []));

/** Safe: each test looks at what it expects. */
const read = ({ out }: { out: string }) => JSON.parse(out) as AskedUpdate;

const ofProfile = async (): Promise<Update[]> =>
  app().db.selectFrom("app.updates").selectAll().where("profile_id", "=", profile().id).execute();

async function begun(): Promise<Update> {
  await until("an update that was asked for", async () => (await ofProfile()).length === 1);
  return (await ofProfile())[0]!;
}

test("an update is started as its person’s, and the same key starts it once", async () => {
  const first = await pulse("run", profile().slug, "--key", "build 7", "--json");
  expect([first.exit, first.err, read(first)]).toMatchObject([0, "", { state: "generating", run: null }]);
  const again = await pulse("run", profile().slug, "--key", "build 7", "--json");
  expect([again.exit, read(again).id]).toEqual([0, read(first).id]);
  expect(await ofProfile()).toMatchObject([{ id: read(first).id, created_by: app().mira.id, state: "generating" }]);
  expect(await listGenerations(app().db, read(first).id)).toHaveLength(1);

  const other = await pulse("run", profile().slug);
  expect([other.exit, other.out]).toEqual([
    0,
    expect.stringMatching(/ is being written\.\nhttp:\/\/pulse\.test\/updates\/[\w-]+\n$/),
  ]);
  expect(await ofProfile()).toHaveLength(2);
});

test.each([
  ["in_review", 0, "is ready to be reviewed."],
  ["nothing_to_report", 3, "has nothing to report."],
  ["failed", 4, "failed."],
  ["cancelled", 4, "was stopped."],
] as const)("whoever waits until it is %s is told by the end with %i", async (state, exit, sentence) => {
  const waiting = pulse("run", profile().slug, "--wait");
  const update = await begun();
  if (state === "in_review") await app().answered(update);
  else await app().put(update.id, state);
  const ran = await waiting;
  expect([ran.exit, ran.out]).toEqual([exit, expect.stringContaining(sentence)]);
  expect(ran.err).toContain("waiting for its turn\n");
  expect(ran.err).not.toContain("\u001b");
});

test("a dry run says what would be asked for and starts nothing", async () => {
  const dry = await pulse("run", profile().slug, "--dry-run");
  expect([dry.exit, dry.out]).toEqual([0, expect.stringContaining("It can be run. Nothing was started.")]);
  expect(dry.out).toContain("Price   nothing: the rules write");
  app().pipelines.faults = [
    { path: "llm_model", code: "unknown", message: "There is no model “x”.", fix: "Use rules." },
  ];
  const refused = await pulse("run", profile().slug, "--dry-run");
  expect([refused.exit, refused.out]).toEqual([
    1,
    expect.stringContaining("It cannot be run.\n  llm_model: There is no model “x”. Use rules."),
  ]);
  expect(await ofProfile()).toEqual([]);
});

test("whoever may not, and what is none, start nothing", async () => {
  expect(await pulse("run", "none")).toMatchObject({ exit: 2, err: expect.stringContaining("There is no profile") });
  expect(await pulse("run", profile().slug, "--minutes", "0")).toMatchObject({ exit: 2 });
  const viewer = { PULSE_URL: url(), PULSE_TOKEN: await tokenFor(app().deps, app().tobi) };
  await app().db.updateTable("app.people").set({ role: "viewer" }).where("id", "=", app().tobi.id).execute();
  const refused = await runCli(["run", profile().slug], viewer, folder());
  expect([refused.exit, refused.err]).toEqual([1, expect.stringContaining("may not ask for updates.")]);
  expect(await ofProfile()).toEqual([]);
});
