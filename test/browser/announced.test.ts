import { beforeAll, describe, expect, test } from "vitest";
import { notePosts } from "../../app/policies/note-posts.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import type { Profile } from "../../db/app/tables.ts";
import { BRIEF, CHANNEL } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { FIVE_LOOKS } from "../support/looks.ts";
import { evidenceOf } from "../support/offered-models.ts";
import { TEST_MS } from "../support/until.ts";

const pulse = await inBrowser();
let profile: Profile;

beforeAll(async () => {
  const { app } = pulse;
  profile = await saveProfile(app.deps, app.mira, { name: "Told", time_zone: "UTC", channel: CHANNEL, brief: BRIEF });
  await notePosts(app.deps, app.mira, { profile_id: profile.id, text: "Shipped: #24 and #23" });
  app.pipelines.evidence = async () => ({ status: "ready", preview: evidenceOf(25) });
});

describe.skipIf(!pulse.browser)("what was announced already", { timeout: TEST_MS }, () => {
  test.for(FIVE_LOOKS)(
    "is left out by one tap and put back by another at $width px, $theme, script: $script",
    async (look) => {
      const { page, see, complaints, close } = await pulse.open(look);
      await page.goto(`${pulse.url}/compose?profile=${profile.slug}&show=1`);
      await page.getByText("2 of these were announced already.").waitFor();
      const row = page.getByRole("checkbox", { name: /Already announced in a post that was pasted/ }).first();
      expect(await row.isChecked()).toBe(true);
      await see("announced");
      await page.getByRole("button", { name: "Leave out what was announced already" }).click();
      await page.getByText("that were announced already are left out.").waitFor();
      expect(await row.isChecked()).toBe(false);
      await see("announced-out");
      await page.getByRole("button", { name: "Put back what was announced already" }).click();
      await page.getByText("2 of these were announced already.").waitFor();
      expect(await row.isChecked()).toBe(true);
      expect(complaints).toEqual([]);
      await close();
    },
  );
});
