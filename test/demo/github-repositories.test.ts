import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { octokitFor, HARBOR, askedHarbor, startHarbor } from "../support/harbor.ts";

test("what is not there is GitHub's 404", async () => {
  const { octokit } = await askedHarbor();
  const nothing = { status: 404, response: { data: { message: "Not Found", status: "404" } } };

  await expect(octokit.rest.repos.get({ owner: "acme", repo: "nowhere" })).rejects.toMatchObject(nothing);
  await expect(octokit.rest.pulls.get({ ...HARBOR, pull_number: 9 })).rejects.toMatchObject(nothing);
  await expect(octokit.rest.repos.getBranch({ ...HARBOR, branch: "nope" })).rejects.toMatchObject({
    status: 404,
    response: { data: { message: "Branch not found" } },
  });
  await expect(octokit.request("GET /repos/acme/harbor/deployments")).rejects.toMatchObject(nothing);
  await expect(octokit.rest.issues.create({ ...HARBOR, title: "Write" })).rejects.toMatchObject(nothing);
});

test("a repository is found by its exact name, and an owner's by the owner's", async () => {
  const { octokit } = await askedHarbor();
  const search = async (q: string) =>
    (await octokit.rest.search.repos({ q })).data.items.map(({ full_name }) => full_name);

  expect(await search("repo:acme/harbor fork:true")).toEqual(["acme/harbor"]);
  expect(await search("repo:Acme/Harbor-Web")).toEqual(["acme/harbor-web"]);
  expect(await search("repo:acme/harb")).toEqual([]);
  expect(await search("org:acme customers")).toEqual(["acme/harbor-web"]);
  expect(await search("user:ac")).toEqual([]);
  expect(await search("org:acme is:private")).toEqual(["acme/harbor-web"]);
  expect(await search("org:acme is:public")).toEqual(["acme/harbor"]);
});

test("the root of the API tells what a classic token may do, and of no other", async () => {
  const { url } = await askedHarbor();
  const scopesOf = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const { status, headers: answer } = await fetch(`${url}/api/v3/`, { method: "HEAD", headers });
    return [status, answer.get("x-oauth-scopes")];
  };

  expect(await scopesOf("ghp_classic")).toEqual([200, "read:org, repo"]);
  expect(await scopesOf("github_pat_fine")).toEqual([200, null]);
});

test("what has another name now answers where it is, as GitHub's redirects do", async () => {
  const path = join(temporaryFolder("renamed").path, "renamed.json");
  const names = { renamed_branches: { old: "older", older: "main" }, former_names: ["acme/was"] };
  writeFileSync(path, JSON.stringify({ repo: "acme/is", base_branch: "main", windows: [], ...names }));
  const { octokit, url } = await askedHarbor({ data: [path] });
  const led = (from: string) => fetch(`${url}${from}`, { redirect: "manual" });

  const branch = await led("/repos/acme/is/branches/old");
  expect(branch.status).toBe(301);
  const to = branch.headers.get("location") ?? "";
  expect(to).toMatch(/\/repositories\/\d+\/branches\/main$/);
  expect(await branch.json()).toMatchObject({ message: "Moved Permanently", url: to });
  expect(await (await fetch(to)).json()).toMatchObject({ name: "main" });
  expect((await led("/repos/acme/is/branches/master")).status).toBe(301);
  expect((await led("/repos/acme/is/branches/trunk")).status).toBe(404);
  const pulls = await led("/repos/acme/was/pulls?state=closed");
  expect(pulls.headers.get("location")).toMatch(/\/repositories\/\d+\/pulls\?state=closed$/);
  expect((await octokit.rest.repos.get({ owner: "acme", repo: "was" })).data.full_name).toBe("acme/is");
});

test("repositories and branches can be listed, searched and opened, with the Enterprise prefix too", async () => {
  const { url } = await startHarbor();
  const octokit = octokitFor(`${url}/api/v3`);

  const { data: mine } = await octokit.rest.repos.listForAuthenticatedUser();
  const { data: found } = await octokit.rest.search.repos({ q: "customers see" });
  const { data: repository } = await octokit.rest.repos.get(HARBOR);
  const { data: branches } = await octokit.rest.repos.listBranches(HARBOR);
  const { data: branch } = await octokit.rest.repos.getBranch({ ...HARBOR, branch: "release/2.x" });

  expect(mine.map(({ full_name }) => full_name)).toEqual(["acme/harbor-web", "acme/harbor"]);
  expect(found.items.map(({ full_name }) => full_name)).toEqual(["acme/harbor-web"]);
  expect(repository).toMatchObject({
    default_branch: "main",
    private: false,
    permissions: { pull: true, push: false },
  });
  expect(branches.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["main", "release/2.x", "mira/graphql-spike"]),
  );
  expect(branch.name).toBe("release/2.x");
  const page = await octokit.rest.pulls.list({ ...HARBOR, state: "closed", per_page: 5 });
  expect(page.headers.link).toContain(`<${url}/api/v3/repos/acme/harbor/pulls?`);
});

test("another token is refused, the right one and none are let in", async () => {
  const { url } = await startHarbor({ token: "demo-token" });

  await expect(octokitFor(url, "wrong").rest.repos.get(HARBOR)).rejects.toMatchObject({
    status: 401,
    response: { data: { message: "Bad credentials" } },
  });
  expect((await octokitFor(url, "demo-token").rest.repos.get(HARBOR)).status).toBe(200);
  expect((await octokitFor(url).rest.repos.get(HARBOR)).status).toBe(200);
});

test("a pull request's page shows its text escaped", async () => {
  const { url } = await startHarbor({ htmlUrl: "self" });
  const { data } = await octokitFor(url).rest.pulls.get({ ...HARBOR, pull_number: 1246 });

  const page = await (await fetch(data.html_url)).text();

  expect(data.html_url).toBe(`${url}/acme/harbor/pull/1246`);
  expect(page).toContain("demo GitHub");
  expect(page).toContain("&lt;img src=x onerror=");
  expect(page).not.toContain("<img");
});

test("links lead to github.com unless someone says otherwise", async () => {
  const { octokit } = await askedHarbor();
  const { data } = await octokit.rest.pulls.get({ ...HARBOR, pull_number: 1246 });

  expect(data.html_url).toBe("https://github.com/acme/harbor/pull/1246");
});
