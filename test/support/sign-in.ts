import type { Deps } from "../../app/deps.ts";
import type { BrowserContext, Page } from "playwright-core";

/** The sign-in links of a Pulse in the order in which it told them: each serves one browser. */
export function linksInTurn() {
  const told: string[] = [];
  const waiting: ((link: string) => void)[] = [];
  return {
    put(link: string): void {
      const first = waiting.shift();
      if (first) first(link);
      else told.push(link);
    },
    take(): Promise<string> {
      const first = told.shift();
      return first ? Promise.resolve(first) : new Promise((taken) => void waiting.push(taken));
    },
  };
}

/** The next link of an app in this process, at the address where it is served. */
export function linkOf({ deps }: { deps: Pick<Deps, "signInCodes"> }, url: string): string {
  const { pathname, search } = new URL(deps.signInCodes?.link() ?? url);
  return `${url}${pathname}${search}`;
}

/** Opens the link, and goes on as one of the made-up people. */
export async function signInAs(page: Page, link: string, name: RegExp): Promise<void> {
  await letIn(page, link);
  await page.goto(`${new URL(link).origin}/sign-in`);
  await page.getByRole("button", { name }).click();
  await page.waitForURL("**/compose");
}

/** Opens the link, by way of a page that asks for nothing more, and leaves at once. */
export async function letIn(page: Page, link: string): Promise<void> {
  await page.goto(`${link}&next=/profiles`);
  await leave(page.context());
}

/** The browser stays one that was let in. */
export const leave = (context: BrowserContext): Promise<void> => context.clearCookies({ name: "__Host-pulse" });
