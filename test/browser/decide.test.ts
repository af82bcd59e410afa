import { beforeAll, describe, expect, test } from "vitest";
import { deliver } from "../../app/delivery/deliver.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { lastLook } from "../../app/schedules/recheck.ts";
import { askedOf } from "../../app/updates/asked-of.ts";
import { listDeliveries } from "../../db/app/deliveries.ts";
import type { Update } from "../../db/app/tables.ts";
import { BRIEF, CHANNEL, TEXT, type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { FIVE_LOOKS, type Look } from "../support/looks.ts";
import { until } from "../support/until.ts";

const pulse = await inBrowser();
let app: TestApp;
let url: string;

beforeAll(async () => {
  ({ app, url } = pulse);
  const people = app.db.updateTable("app.people").where("handle", "=", "mira");
  await people.set({ github_login: "mira", slack_user_id: "U0MIRA" }).execute();
});

const open = (look: Look) => pulse.open(look);
let profiles = 0;
async function written(how: "undo" | "second person", names_as: "logins" | "mentions" = "logins"): Promise<Update> {
  const name = `Weekly ${(profiles += 1)}`;
  const approval = {
    approvers: "anyone" as const,
    author_may_approve: how !== "second person",
    deadline_hours: null,
    post_nothing: false,
  };
  const channel = how === "undo" ? CHANNEL : { id: `C0${profiles}`, name: "two-eyes" };
  const input = { name, time_zone: "Europe/Berlin", channel, brief: BRIEF, approval };
  const profile = await saveProfile(app.deps, app.mira, { ...input, before_posting: "undo", names_as });
  return app.written(TEXT.replace("(#12)", "(#12, mira)"), { profile_id: profile.id, channel });
}
async function delivered({ id }: Update): Promise<void> {
  app.passTime(10_000);
  await deliver(app.deps, { delivery_id: (await listDeliveries(app.db, id)).at(-1)!.id }, lastLook);
}

const waitAgain = ({ id }: Update) =>
  app.db
    .updateTable("app.deliveries")
    .set({ post_at: new Date(app.deps.clock().getTime() + 9_500) })
    .where("update_id", "=", id)
    .execute();

describe.skipIf(!pulse.browser)("ten seconds to undo", () => {
  test.each(FIVE_LOOKS)("undone, then posted, $width px, $theme, script $script", async (look) => {
    const update = await written("undo", "mentions");
    const { page, complaints, see, close } = await open(look);
    const state = (wanted: string) => until(wanted, async () => (await app.now(update)).state === wanted);
    await page.goto(`${url}/updates/${update.id}`);
    await page.getByText("You have 10 s to undo.").waitFor();
    await page.getByRole("button", { name: "Approve & post" }).click();
    const posting = page.getByRole("region", { name: "Posting" });
    await posting.getByText(/Posts to #eng-updates in \d+ s/).waitFor();
    await posting.getByText("1 person is mentioned.").waitFor();
    if (look.script !== false) expect(await page.evaluate("document.activeElement.id")).toBe("undo-t");
    expect(await page.evaluate("scrollY")).toBe(0);
    // Looking takes longer than ten seconds; a page without a script loads itself anew meanwhile.
    const hold = setInterval(() => void waitAgain(update), 500);
    if (look.script !== false) await see("undo");
    clearInterval(hold);
    await waitAgain(update);
    await page.goto(`${url}/updates/${update.id}`);
    await posting.getByRole("button", { name: "Undo" }).click();
    await state("in_review");
    await page.getByText("Undone. Nothing was posted.").waitFor();

    await page.goto(`${url}/updates/${update.id}`);
    await page.getByRole("button", { name: "Approve & post" }).click();
    const button = page.getByRole("button", { name: "Undo" });
    await button.waitFor();
    await delivered(update);
    // Whoever presses it now presses what was there a moment ago.
    if (look.script === false) {
      await button.click();
      await page.getByText("It went out to #eng-updates: too late to undo.").waitFor();
    }
    await page.getByRole("heading", { name: "Posted to #eng-updates" }).waitFor();
    await state("posted");
    expect(complaints.filter((words) => !words.includes("409"))).toEqual([]);
    await close();
  });

  test("a profile says so in its form", async () => {
    const { page, see, close } = await open({ width: 1280, theme: "light" });
    await written("undo");
    await page.goto(`${url}/profiles/weekly-${profiles}`);
    expect(await page.getByLabel("Post, with ten seconds to undo").isChecked()).toBe(true);
    await see("before-posting");
    await page.getByLabel("Ask first").check();
    expect(await page.getByLabel("GitHub logins").isChecked()).toBe(true);
    await page.getByLabel("Mention them in Slack").check();
    await page.getByRole("button", { name: "Save profile" }).click();
    await page.getByText("Profile saved.").waitFor();
    const saved = await app.db
      .selectFrom("app.profiles")
      .select(["before_posting", "names_as"])
      .where("slug", "=", `weekly-${profiles}`)
      .executeTakeFirstOrThrow();
    expect(saved).toEqual({ before_posting: "ask", names_as: "mentions" });
    await close();
  });
});

describe.skipIf(!pulse.browser)("whom to ask", () => {
  test.each(FIVE_LOOKS)("is chosen and named, $width px, $theme, script $script", async (look) => {
    const update = await written("second person");
    const { page, complaints, see, close } = await open(look);
    await page.goto(`${url}/updates/${update.id}`);
    await page.getByRole("button", { name: "Request approval…" }).click();
    const box = page.getByRole("dialog", { name: "Whom do you ask?" });
    expect(await box.getByRole("checkbox", { name: "Mira Lindqvist" }).count()).toBe(0);
    await see("whom-to-ask");
    for (const one of await box.getByRole("checkbox").all()) await one.uncheck();
    await box.getByRole("button", { name: "Request approval" }).click();
    await page.getByText("Nobody is chosen.").waitFor();

    await page.getByRole("button", { name: "Request approval…" }).click();
    await box.getByRole("checkbox", { name: "Tobi Okafor" }).check();
    for (const one of await box.getByRole("checkbox").all()) {
      if ((await one.inputValue()) !== app.tobi.id) await one.uncheck();
    }
    await box.getByRole("button", { name: "Request approval" }).click();
    await page.getByText("Mira Lindqvist asked Tobi Okafor.").waitFor();
    expect(askedOf(await app.now(update))).toEqual([app.tobi.id]);
    expect(complaints.filter((words) => !words.includes("422"))).toEqual([]);
    await close();
  });
});
