import type { Page } from "playwright-core";
import type { Update } from "../../db/app/tables.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import type { TestApp } from "./app.ts";
import { until } from "./until.ts";

export const TEXT = `# harbor · 22–28 November 2026

Two breaking changes and a security fix this week: if you call the carrier API, read those first.

## Breaking

- **Carrier events: v1 is gone.** \`/v1/events\` answers 410. Send to \`/v2/events\` instead (#12, mira)
- **\`delivered_at\` is now UTC.** It used to be the depot’s local time (#13, tobi)

## Security

- **Tracking links can no longer be guessed.** Old links work until 31 January 2027 (#14, nkemp)

## Fixed

- Returns were opened twice (#15)
- Labels for Jersey print the customs form again (#16, tobi)

## Also merged

- 3 dependency updates (#21, #22, #23)
`;
export const FLAG: Finding = {
  key: "flag",
  check: "H8",
  severity: "flag",
  message: "The item of #14 says 2027, which is nowhere in its pull request.",
  fix: "Leave the year out, or say where it is from.",
  line: 12,
  prs: ["acme/harbor#14"],
  looked_at: "the title and description of #14",
};

const TITLES: Record<number, string> = {
  17: "Parcel photos in the driver’s app",
  18: "Revert “Parcel photos in the driver’s app”",
  19: "Carrier adapters in one folder",
};
const places = { cited: [12, 13, 14, 15, 16], grouped: [21, 22, 23], omitted: [17, 18, 19] } as const;
const ledger = Object.entries(places).flatMap(([disposition, numbers]) =>
  numbers.map((number) => ({
    pr: `acme/harbor#${number}`,
    title: TITLES[number] ?? "Update the PostgreSQL client to 8.20",
    url: `https://github.test/acme/harbor/pull/${number}`,
    author: "mira",
    merged_at: "2026-11-24T10:00:00.000Z",
    disposition,
    reason: disposition === "omitted" ? "not_user_facing" : null,
    ...(disposition === "grouped" && { group: "3 dependency updates" }),
  })),
);

/** A draft of many items, and what its text says at the moment. */
export function draftsOf(app: () => TestApp) {
  const textNow = async ({ id }: Update) => (await app().now({ id })).working_copy ?? TEXT;
  return {
    textNow,
    async drafted(...findings: Finding[]): Promise<Update> {
      app().pipelines.findings = findings;
      const update = await app().written(TEXT);
      await app().db.deleteFrom("app.findings").execute();
      await app()
        .db.updateTable("app.updates")
        .set({ ledger: JSON.stringify(ledger) })
        .where("id", "=", update.id)
        .execute();
      return update;
    },
    becomes: (update: Update, words: string) => until(words, async () => (await textNow(update)).includes(words)),
  };
}

export const item = (page: Page, words: string) => page.locator(".item", { hasText: words }).first();
export const field = (page: Page) => page.locator(".it-e[open] textarea");

/** Takes a sentence in hand, to write in it. */
export async function take(page: Page, words: string): Promise<void> {
  await item(page, words).locator("summary").click();
  await page.locator(".it-e[open] textarea:focus").waitFor();
}
