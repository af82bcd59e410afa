import { describe, expect, test } from "vitest";
import { checkReport } from "../../../pipelines/checks/check-report.ts";
import { checkText } from "../../../pipelines/checks/check-text.ts";
import { withoutSecrets } from "../../../pipelines/text/secrets.ts";
import { pull, wholeReport } from "../../support/pulls.ts";

/** As long as it says, of both cases and digits, without a pattern. */
const random = (length: number) => "q7RtZ2mXk9LpVb4NwYc6HsD3fGjA8eUoT1iKrPzQ5xWnMvB0yCaEhSgFlJdOu".slice(0, length);
const base64 = (text: string) => Buffer.from(text).toString("base64url");
/** Put together here, so that no scanner takes this file for a leak. */
const join = (...parts: string[]) => parts.join("");

/** Kind, key, and the part of it that has to stay secret where that is not all of it. */
const KEYS: [string, string, string?][] = [
  ["a GitHub token", join("ghp", "_", random(36))],
  ["a GitHub token", join("gho", "_", random(36))],
  ["a GitHub token", join("github", "_pat_", random(22), "_", random(59))],
  ["a GitLab token", join("glpat", "-", random(20))],
  ["a Slack token", join("xox", "b-2048-4096-", random(24))],
  ["a Slack token", join("xap", "p-1-A0", random(24))],
  ["a Slack webhook", join("https://hooks.slack", ".com/services/T0AB/B0CD/", random(24)), random(24)],
  ["an npm token", join("npm", "_", random(36))],
  ["a PyPI token", join("pypi-", "AgEI", random(50))],
  ["a model provider's key", join("sk", "-", random(48))],
  ["a model provider's key", join("sk", "-proj-", random(48))],
  ["a model provider's key", join("sk", "-ant-api03-", random(60))],
  ["a Hugging Face token", join("hf", "_", random(34))],
  ["an AWS key id", join("AK", "IA", "Q7RTZ2MXK9LPVB4N")],
  ["an AWS secret key", join("aws_secret_access_key = ", random(40)), random(40)],
  ["a Stripe key", join("sk", "_live_", random(24))],
  ["a Google API key", join("AI", "za", random(35))],
  ["a Google client secret", join("GOC", "SPX-", random(28))],
  ["a SendGrid key", join("SG", ".", random(22), ".", random(43))],
  ["a Linear key", join("lin", "_api_", random(40))],
  ["a signed token (JWT)", [base64('{"alg":"HS256"}'), base64('{"sub":"1234567890"}'), random(43)].join(".")],
  ["a private key", join("-----BEGIN ", "RSA PRIVATE KEY-----")],
  ["a private key", join("-----BEGIN ", "PRIVATE KEY-----")],
  ["a private key", join("-----BEGIN ", "OPENSSH PRIVATE KEY-----")],
  ["a password in an address", join("postgres:", "//harbor:s3cr3t-enough@db.example:5432/main"), "s3cr3t-enough"],
  ["a password in an address", join("redis:", "//:hunter2@cache"), "hunter2"],
  ["a password in an address", join("harbor:", "s3cr3t-enough@db.example:5432/main"), "s3cr3t-enough"],
  ["a key", random(44)],
  ["a key", join(random(43), "=")],
];

const evidence = [pull(1, "feat: a map"), pull(2, "ci: cache")];
const whole = wholeReport(evidence);
const found = (text: string, by: "agent" | "person" = "agent") => checkText(text, { ...whole.facts, by });
const secretsOf = (text: string) => found(text).filter(({ check }) => check === "H11");
const withText = (text: string) => whole.markdown.replace("A map", text);

describe.each(KEYS)("%s", (kind, key, secret = key) => {
  test(`is found in ${key.slice(0, 12)}…, and no finding repeats it`, () => {
    for (const by of ["agent", "person"] as const) {
      const findings = found(withText(`A map with ${key} in it`), by);
      expect(findings).toContainEqual(
        expect.objectContaining({ check: "H11", severity: "fault", prs: ["acme/harbor#1"] }),
      );
      expect(findings.map(({ message }) => message).join()).toContain(`holds what looks like ${kind}`);
      for (const { message, fix } of findings)
        expect(longestShared(`${message} ${fix}`, secret)).toBeLessThan(MAY_SHOW);
    }
  });

  test(`is found in a writer's report, wherever it stands`, () => {
    const [item] = whole.report.items;
    const places = [
      { ...whole.report, headline: `Harbor ${key}` },
      { ...whole.report, intro: `A map. ${key}` },
      { ...whole.report, items: [{ ...item, area: key }] },
      { ...whole.report, items: [{ ...item, text: `A map ${key}` }] },
      { ...whole.report, grouped: whole.report.grouped.map(({ prs }) => ({ prs, label: `1 ${key}` })) },
    ];
    for (const report of places) {
      const findings = checkReport(report, whole.facts);
      expect(findings.map(({ check }) => check)).toContain("H11");
      for (const { message, fix } of findings)
        expect(longestShared(`${message} ${fix}`, secret)).toBeLessThan(MAY_SHOW);
    }
  });
});

/** A word or two of a message can stand in a key as well, such as "PRIVATE". */
const MAY_SHOW = 6;

/** How long the longest piece of `key` is that stands in the text. */
function longestShared(text: string, key: string): number {
  let longest = 0;
  for (let start = 0; start < key.length; start += 1) {
    while (text.includes(key.slice(start, start + longest + 1)) && start + longest < key.length) longest += 1;
  }
  return longest;
}

test.each([
  ["a commit", "Undo 3f9a2b1c4d5e6f708192a3b4c5d6e7f8091a2b3c"],
  ["a digest", `Pin sha256:${"3f9a2b1c".repeat(8)}`],
  ["an integrity", `Pin sha512-${random(60)}==`],
  ["an identifier of UUIDs", "Keep 018f6b3e-7c1a-7e2d-9b4a-1f2e3d4c5b6a"],
  ["a long name in camelCase", "Rename getPlatformProxyWithLocalExplorerForVitestPool2Workers"],
  ["a path", "Move packages/wrangler/src/deploymentHelpers/AssetsV2/uploadWorkerAssets.ts"],
  ["a constant", "Read CLOUDFLARE_V2_MINIFLARE_WORKFLOW_ENGINE_DEFAULT_ON_DATE"],
  ["a placeholder", "Accept https://user:password@host/ and postgres://$USER:$PASS@host"],
  ["the example of AWS", join("Mask AK", "IAIOSFODNN7EXAMPLE in logs")],
  ["a pinned package", "Use npm:react@19.2.0 and image:v2@sha256 and setup@v4"],
  ["a public key", "Read -----BEGIN PUBLIC KEY----- and CERTIFICATE"],
  ["a kebab name", "Add sk-loading-indicator-with-a-long-name-2"],
  ["a prefix alone", "Mask ghp_ and sk_live_ and xoxb- tokens"],
])("%s is no secret", (_name, text) => {
  expect(secretsOf(withText(text))).toEqual([]);
});

const [, key = ""] = KEYS[0] ?? [];

test.each([
  ["split by something invisible", key.replace("_", "_\u200b")],
  [
    "in wide letters",
    [...key].map((sign) => (/\w/.test(sign) ? String.fromCodePoint(sign.charCodeAt(0) + 0xfee0) : sign)).join(""),
  ],
  ["behind an escape", key.replace("_", "\\_")],
  ["in a code span", `\`${key}\``],
])("a key %s is found, and shown by no finding", (_name, text) => {
  const findings = found(`${withText(`A map ${text}`)}\n- Not cited: ${text}\n`);
  expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(["H3", "H11"]));
  expect(findings.map(({ message }) => message).join()).not.toContain(key.slice(4, 12));
});

test("a key in fenced code, in a link and in a definition is found, with its line", () => {
  const text = `${whole.markdown}\n\`\`\`\nTOKEN=${key}\n\`\`\`\n\n[x]: https://example.org/${key}\n`;
  const lines = secretsOf(text).map(({ line }) => line);
  expect(lines).toEqual([text.split("\n").findIndex((line) => line.startsWith("[x]")) + 1]);
  expect(secretsOf(text.replace(/\[x\].*/, "")).map(({ line }) => line)).toEqual([
    text.split("\n").findIndex((line) => line.startsWith("TOKEN")) + 1,
  ]);
});

test("two keys of one kind are two findings, and neither is told by its finding's key", () => {
  const other = join("ghp", "_", [...random(36)].reverse().join(""));
  const findings = secretsOf(withText(`A map ${key} ${other}`));
  expect(findings).toHaveLength(2);
  expect(new Set(findings.map((finding) => finding.key)).size).toBe(2);
});

test("a text without a secret stays as it is", () => {
  expect(withoutSecrets(whole.markdown)).toBe(whole.markdown);
});

test("a title that holds a key is left out of the text", () => {
  const { report, markdown, facts } = wholeReport([pull(1, `feat: read ${key} at start`)]);
  expect(markdown).not.toContain(key.slice(0, 12));
  expect([...checkReport(report, facts), ...checkText(markdown, facts)]).toEqual([]);
});

test("a bracket ends an address, so what follows a link is no password", () => {
  expect(secretsOf(withText("A map](https://evil.example):tada:@channel"))).toEqual([]);
});
