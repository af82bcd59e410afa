import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { slackClient } from "../../app/delivery/slack.ts";
import { pickersOf } from "../../app/pickers.ts";
import { setupChecks } from "../../app/slack/setup/checks.ts";
import { OPTIONAL_SCOPES, SCOPES } from "../../app/slack/setup/manifest.ts";
import { silent } from "../support/database.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";

/*
 * The emoji that a workspace made for itself.
 */

let desk: Desk;
let ahead_ms: number;

beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.stop());
beforeEach(() => void (ahead_ms = 0));
afterEach(() => desk.mend());

const client = () =>
  slackClient({ log: silent, token: "xoxb-demo", apiUrl: `${desk.demo.url}/api/`, timeoutMs: 2_000 });
/** Of a process that has just started. */
const pickers = () =>
  pickersOf({ ...desk.app.deps, slack: client(), clock: () => new Date(Date.now() + ahead_ms), log: silent });

test("are known by their names, aliases too", async () => {
  const { readable, names } = await client().ownEmoji();
  expect([readable, [...names]]).toEqual([true, ["harbor", "lgtm", "ship-it", "shipit"]]);
});

test("without the scope it is as if nobody knew, and Slack is not asked again for ten minutes", async () => {
  await desk.demo.fault({ method: "emoji.list", fault: "error", error: "missing_scope" });
  const { emoji } = pickers();
  for (let at = 0; at < 3; at += 1) expect(await emoji()).toEqual({ readable: false, names: new Set() });

  ahead_ms = 10 * 60_000 + 1;
  expect((await emoji())?.names.has("shipit")).toBe(true);
});

test.each(["429", "500-before", "truncate", "html"] as const)(
  "%s: the page does without, and the next one asks again",
  async (fault) => {
    await desk.demo.fault({ method: "emoji.list", fault });
    const { emoji } = pickers();
    expect(await emoji()).toBeNull();
    expect((await emoji())?.names.has("lgtm")).toBe(true);
  },
);

test("a Slack that hangs keeps nobody waiting", async () => {
  await desk.demo.fault({ method: "emoji.list", fault: "hang-before" });
  expect(await pickers().emoji(50)).toBeNull();
});

test("Connections says how to add the scope where it is missing, and nothing is wrong without it", () => {
  const token = { ok: true, team: "Acme", team_id: "T0ACME", bot: "pulse", skew_s: 0 } as const;
  const health = { transport: "socket", connected: true, since: new Date(), last_problem: null } as const;
  const facts = { team_id: null, channels: [], health, now: new Date() };
  const scopes = [...SCOPES, ...OPTIONAL_SCOPES.filter((scope) => scope !== "emoji:read")];
  const said = setupChecks({ ...facts, token: { ...token, scopes } }).find(({ name }) => name === "Scopes");
  expect(said).toEqual({
    name: "Scopes",
    state: "note",
    says: "All that Pulse needs, without the workspace’s own emoji.",
    next: "Add emoji:read so that they are offered while somebody writes, and not taken for unknown.",
  });
});
