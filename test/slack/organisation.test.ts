import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../../app/slack/blocks/shapes.ts";
import { onAction } from "../../app/slack/dispatch.ts";
import { listeners } from "../../app/slack/listeners.ts";
import { writeCardRef } from "../../app/slack/card-ref.ts";
import { CHANNEL } from "../support/app.ts";
import type { Act, PersonChange } from "../support/demo-slack-controls.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";
import { until } from "../support/until.ts";

/*
 * In an organisation (Enterprise Grid) a payload names any of its workspaces, or the organisation, or nothing but the person. Slack's
 * word on the person says who is ours.
 */

type Place = { team?: string; org_wide?: boolean };

let desk: Desk;

beforeAll(async () => {
  desk = await startDesk();
  await become("U0MIRA", "join_organisation");
});
afterAll(() => desk.stop());

async function become(person: string, change: PersonChange): Promise<void> {
  await desk.demo.people(person, change);
  // Past what is remembered of who somebody is.
  desk.app.passTime(5 * 60_000);
}

const act = (done: Act, place: Place) => desk.demo.act({ ...done, ...place });
const heard = async (person: string) => (await desk.demo.person(person)).ephemerals.at(-1)?.text ?? "";

describe.each<[where: string, place: Place]>([
  ["our workspace", { team: "T0ACME" }],
  ["another workspace of the organisation", { team: "T0SISTER" }],
  ["the organisation", { team: "E0ACME" }],
  ["our workspace, with the app in all of it", { team: "T0ACME", org_wide: true }],
  ["another one, with the app in all of it", { team: "T0SISTER", org_wide: true }],
  ["the organisation, with the app in all of it", { team: "E0ACME", org_wide: true }],
])("a member who comes from %s", (_where, place) => {
  test("presses buttons and sends forms", async () => {
    const update = await desk.drafted();
    const { channel, ts } = await desk.card("U0MIRA", update);
    await act({ what: "click", as: "U0MIRA", channel, ts, action_id: "edit" }, place);
    await desk.opened("U0MIRA");
    await act({ what: "click_view", as: "U0MIRA", action_id: "edit_text" }, place);
    await until("form of the text", async () => (await desk.opened("U0MIRA")).callback_id === "edit");

    expect(await act({ what: "submit", as: "U0MIRA", values: { section_0: "# Mine (#12)" } }, place)).toMatchObject({
      ok: true,
    });

    expect((await desk.app.now(update)).revision).toBe(2);
  });

  test("writes commands, uses shortcuts and opens their Home tab", async () => {
    await act({ what: "command", as: "U0MIRA", channel: CHANNEL.id, text: "/pulse help" }, place);
    expect(await heard("U0MIRA")).toBe("What Pulse understands");

    await act({ what: "shortcut", as: "U0MIRA", callback_id: "compose_update" }, place);
    expect((await desk.opened("U0MIRA")).callback_id).toBe("compose");
    await desk.demo.act({ what: "close", as: "U0MIRA" });

    await desk.app.db.deleteFrom("app.homes").execute();
    await act({ what: "home", as: "U0MIRA" }, place);
    await until("Home", async () =>
      (await desk.app.db.selectFrom("app.homes").select("digest").execute()).some(({ digest }) => digest),
    );
  });
});

describe("who may be here is still Slack's word on the person", () => {
  const EVERYWHERE: Place[] = [
    { team: "T0ACME" },
    { team: "T0SISTER" },
    { team: "E0ACME" },
    { team: "T0SISTER", org_wide: true },
  ];

  test.each<[who: string, change: PersonChange, words: RegExp]>([
    ["somebody of another workspace of the organisation alone", "move_to_other_workspace", /of another|another Slack/],
    ["somebody from a shared channel", "make_stranger", /of another|another Slack/],
    ["a guest", "make_guest", /Guests of this Slack workspace/],
    ["a bot", "make_bot", /nothing for apps and bots/],
  ])("%s stays out, wherever they come from", async (_who, change, words) => {
    await become("U0LENA", change);
    for (const place of EVERYWHERE) {
      await act({ what: "command", as: "U0LENA", channel: CHANNEL.id, text: "/pulse help" }, place);
      expect(await heard("U0LENA"), JSON.stringify(place)).toMatch(
        // Outside of an organisation a payload that names one is none of a guest's or a bot's.
        place.team === "T0ACME" || change === "move_to_other_workspace"
          ? words
          : /may not|another|apps and bots|Guests/,
      );
    }
  });

  test("so does a member's id from a workspace that is none of theirs", async () => {
    await act({ what: "command", as: "U0MIRA", channel: CHANNEL.id, text: "/pulse help" }, { team: "T0OTHER" });
    expect(await heard("U0MIRA")).toContain("Pulse belongs to another Slack workspace.");
  });

  test("and a member's id from another organisation", async () => {
    expect(await clicked({ team: { id: "T0OTHER" }, enterprise: { id: "E0OTHER" } }, "T0OTHER")).toContain(
      "Pulse belongs to another Slack workspace.",
    );
  });
});

test("a payload that names no place at all is the person's", async () => {
  expect(await clicked({ team: null, enterprise: null }, null)).not.toContain("another Slack workspace");
});

/** What Mira hears of a click that came so. */
async function clicked(place: object, team_id: string | null): Promise<string> {
  const told: string[] = [];
  const direct = async (_user: string, message: Message) => {
    told.push(JSON.stringify(message));
    return { channel: "D0MIRA", ts: "1.0" };
  };
  const deps = { ...desk.deps, calls: { ...desk.deps.calls, direct } };
  const value = writeCardRef({ update_id: (await desk.drafted()).id, revision: 1 });
  const user = { id: "U0MIRA", team_id };
  const body = { user, ...place, trigger_id: "t", actions: [{ action_id: "show_card", value }] };
  await onAction(deps, listeners.action, body, async () => undefined);
  return told.join();
}
