import { afterEach, beforeEach, expect, test } from "vitest";
import { startDemoSlack, type DemoSlackOptions } from "../../demo/slack/server.ts";
import { slackClientOf } from "../support/slack-client.ts";

let slack: Awaited<ReturnType<typeof start>>;

beforeEach(async () => {
  slack = await start();
});
afterEach(() => slack.stop());

const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const button = { type: "button", text: { type: "plain_text", text: "Go" } };

test("the page shows markdown as Slack would: lists, tables, code, emoji and links", async () => {
  await show(
    "**Shipped** :rocket:\n\n- one ([#12](https://example.com/12))\n- [x] `two`\n\n| a | b |\n|---|---|\n| 1 | 2 |",
  );

  const seen = await page(`${slack.url}/archives/C0ENG`);

  expect(seen).toContain("<strong>Shipped</strong>");
  expect(seen).toContain("🚀");
  expect(seen).toContain('href="https://example.com/12"');
  expect(seen).toContain("☑ <code>two</code>");
  expect(seen).toContain("<td>1</td>");
});

test("the page escapes everything and refuses links that are not to the web", async () => {
  const evil = `<img src=x onerror=alert(1)> [x](javascript:alert(1))`;
  await show(evil);
  await slack.client.chat.postMessage({
    channel: "C0ENG",
    text: evil,
    blocks: [
      {
        type: "section",
        text: { type: "mrkdwn", text: `${evil} <javascript:alert(1)|ok> <https://x/"onclick="a|"l>` },
      },
      { type: "header", text: { type: "plain_text", text: evil } },
      { type: "actions", elements: [{ ...button, url: "javascript:alert(1)" }] },
      { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text: evil }] }] },
    ],
  } as never);

  const seen = await page(`${slack.url}/archives/C0ENG`);

  expect(seen).toContain("&lt;img src=x");
  expect(seen).not.toContain("<img");
  expect(seen).not.toMatch(/href="javascript/i);
  expect(seen).not.toMatch(/"\s*onclick=/);
});

test("an unescaped <!channel> in markdown is shown as the ping it would be, an escaped one as text", async () => {
  await show("Hello <!channel> and <@U0TOBI>");
  expect(await page(`${slack.url}/archives/C0ENG`)).toMatch(/class="ping">@channel<[^]*class="ping">@Tobi Okafor</);

  await slack.client.chat.delete({ channel: "C0ENG", ts: (await newest())?.ts ?? "" });
  await show("Hello &lt;!channel&gt; and `<!here>`");
  const seen = await page(`${slack.url}/archives/C0ENG`);
  expect(seen).toContain("Hello &lt;!channel&gt; and <code>&lt;!here&gt;</code>");
  expect(seen).not.toContain('class="ping"');
});

test("mrkdwn shows emphasis, links, mentions, channels, dates and emoji", async () => {
  const text =
    "*bold* _soft_ `code` <https://example.com|a link> <@U0MIRA> <#C0PROD> <!date^0^{date_num}|x> :tada: a_b_c 2*3*4";
  await slack.client.chat.postMessage({ channel: "C0ENG", text: "f", blocks: [section(text)] } as never);

  const seen = await page(`${slack.url}/archives/C0ENG`);

  expect(seen).toContain("<strong>bold</strong> <em>soft</em> <code>code</code>");
  expect(seen).toMatch(/href="https:\/\/example\.com"[^>]*>a link</);
  expect(seen).toContain('<span class="ping">@Mira Lindqvist</span>');
  expect(seen).toMatch(/href="\/archives\/C0PROD">#product-news</);
  expect(seen).toContain('<time datetime="1970-01-01T00:00:00.000Z">01/01/1970</time>');
  expect(seen).toContain("🎉</span> a_b_c 2*3*4");
});

test("the page says that it is a stand-in, and runs nothing but its own files", async () => {
  const answer = await fetch(slack.url);

  expect(answer.url).toBe(`${slack.url}/archives/C0ENG`);
  expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self'/);
  expect(await answer.text()).toMatch(/Demo Slack:<\/b> a stand-in, nothing leaves this machine/);
  for (const file of ["demo-slack.css", "refresh.js", "icon.svg", "lato-900.woff2"]) {
    expect((await fetch(`${slack.url}/static/${file}`)).status).toBe(200);
  }
  expect((await fetch(`${slack.url}/archives/C0NONE`)).status).toBe(404);
});

async function start(options: DemoSlackOptions = {}) {
  const { url, stop } = await startDemoSlack({ rate: "off", ...options });
  return { url, stop, client: slackClientOf(url) };
}

async function show(text: string): Promise<void> {
  await slack.client.chat.postMessage({ channel: "C0ENG", text: "f", blocks: [{ type: "markdown", text }] });
}

async function newest() {
  const { messages = [] } = await slack.client.conversations.history({ channel: "C0ENG", include_all_metadata: true });
  return messages[0];
}

async function page(url: string | undefined): Promise<string> {
  return (await fetch(url ?? "")).text();
}
