import { afterAll, beforeAll, expect, test } from "vitest";
import { Problem } from "../../webhooks/contract/problem.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";

let app: TestApp;
let browse: Browse;

beforeAll(async () => {
  app = await startTestApp();
  browse = await browseAsMira(app.deps);
});
afterAll(() => app?.stop());

/** The card of GitHub after a test, as a person reads it. */
async function tested(): Promise<string> {
  const page = await (await browse("/connections/github/test", {}, {})).text();
  const [, part = ""] = /id="conn-github">(.*?)(?:id="conn-model"|$)/s.exec(page) ?? [];
  return part
    .replace(/<svg.*?<\/svg>/gs, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

const REPOSITORIES = [{ repo: "acme/harbor", default_branch: "main", private: true }];

test("a test of GitHub says how it is read, where something is lost on the way", async () => {
  const notes = ["GitHub is read through the server at GITHUB_MCP_URL, which shortens <b>text</b>."];
  app.pipelines.repositories = async () => ({ repositories: REPOSITORIES, notes });

  const card = await tested();

  expect(card).toContain("1 repository can be read. GitHub is read through the server at GITHUB_MCP_URL");
  expect(card).toContain("shortens &lt;b&gt;text&lt;/b&gt;.");
});

test("where nothing is lost it says no more than before", async () => {
  app.pipelines.repositories = async () => ({ repositories: REPOSITORIES, notes: [] });

  expect(await tested()).toMatch(/1 repository can be read\. (?:To read|Test)/);
});

test("what is wrong with another server is said with the next step", async () => {
  app.pipelines.repositories = async () => {
    throw new Problem("upstream", "GITHUB_MCP_COMMAND names no program that can be started.", "Check its path.");
  };

  const card = await tested();

  expect(card).toMatch(/^GitHub Broken/);
  expect(card).toContain("GITHUB_MCP_COMMAND names no program that can be started. Check its path.");
});
