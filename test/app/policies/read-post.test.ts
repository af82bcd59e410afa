import { describe, expect, test } from "vitest";
import { readPost } from "../../../app/policies/read-post.ts";

const SOURCES = [{ repo: "acme/harbor", base_branch: "main" }];
const told = (text: string) => readPost(text, SOURCES).map(({ pr, section }) => [pr.split("#")[1], section]);
const at = (number: number | string, host = "github.com") => `https://${host}/acme/harbor/pull/${number}`;

describe("a post tells of", () => {
  test.each<[string, string, string[]]>([
    ["links with a comma between", `${at(12)},${at(13)}`, ["12", "13"]],
    ["links with a sign of another script between", `${at(12)}、${at(13)}。`, ["12", "13"]],
    ["links to a part of it, in brackets", `[a](${at(12)}/files?w=1#r1) and <${at(14)}/commits|this>`, ["12", "14"]],
    ["links of an Enterprise", `See ${at(12, "git.acme.example:8443")}.`, ["12"]],
    ["what is written as a citation", "Shipped: #12, acme/harbor#13", ["12", "13"]],
    ["no pull request of another repository", "https://github.com/acme/other/pull/12 and acme/other#13", []],
    ["no number that GitHub does not have", `${at("12345678901")} ${at("0")}`, []],
  ])("%s", (_what, text, numbers) => {
    expect(told(text).map(([number]) => number)).toEqual(numbers);
  });

  test("each under its heading, as Slack and as pages write one", () => {
    const text = `*New*\r\n• ${at(12)}\r\n\r\nFixed:\n- #13\n\n## Also merged\n- #14\n`;
    expect(told(text)).toEqual([
      ["12", "New"],
      ["13", "Fixed"],
    ]);
  });
});
