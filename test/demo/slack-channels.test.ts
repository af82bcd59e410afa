import { afterEach, beforeEach, expect, test } from "vitest";
import { startDemoSlack, type DemoSlackOptions } from "../../demo/slack/server.ts";
import { slackClientOf } from "../support/slack-client.ts";

let slack: Awaited<ReturnType<typeof start>>;

beforeEach(async () => {
  slack = await start();
});
afterEach(() => slack.stop());

test("channels are listed by type, without the private ones that the bot does not know", async () => {
  const open = await slack.client.conversations.list({
    exclude_archived: true,
    types: "public_channel,private_channel",
  });
  const paged = await slack.client.conversations.list({ limit: 2 });

  expect(open.channels?.map(({ name }) => name)).toEqual([
    "eng-updates",
    "product-news",
    "general",
    "releases",
    "partners",
    "studio",
  ]);
  expect(open.channels?.map((channel) => channel.is_member)).toEqual([true, true, true, false, true, true]);
  expect(paged.channels).toHaveLength(2);
  expect(paged.response_metadata?.next_cursor).not.toBe("");
  expect((await slack.client.conversations.info({ channel: "C0OLD" })).channel).toMatchObject({ is_archived: true });
});

test("the bot can join a public channel, and post there afterwards", async () => {
  await slack.client.conversations.join({ channel: "C0REL" });

  await slack.client.chat.postMessage({ channel: "#releases", text: "Here now" });
  const { members } = await slack.client.conversations.members({ channel: "C0REL" });
  expect(members).toContain("U0PULSE");
  await expect(slack.client.conversations.join({ channel: "C0OLD" })).rejects.toThrow("is_archived");
});

test("a direct message can be opened by a person's id and posted to", async () => {
  const { user } = await slack.client.users.lookupByEmail({ email: "mira@acme.example" });
  const { channel } = await slack.client.conversations.open({ users: user?.id ?? "" });

  await slack.client.chat.postMessage({ channel: channel?.id ?? "", text: "For you" });
  await slack.client.chat.postMessage({ channel: "U0MIRA", text: "Again" });

  expect(await texts({ channel: "D0MIRA" })).toEqual(["Again", "For you"]);
  await expect(slack.client.users.lookupByEmail({ email: "x@acme.example" })).rejects.toThrow("users_not_found");
  await expect(slack.client.users.info({ user: "U0NOONE" })).rejects.toThrow("user_not_found");
  expect((await slack.client.users.list({})).members?.map(({ name }) => name)).toEqual([
    "mira",
    "tobi",
    "lena",
    "pulse",
    "sam",
    "gina",
    "deploys",
    "dora",
  ]);
});

async function start(options: DemoSlackOptions = {}) {
  const { url, stop } = await startDemoSlack({ rate: "off", ...options });
  return { url, stop, client: slackClientOf(url) };
}

async function texts(span: Record<string, unknown> = {}): Promise<(string | undefined)[]> {
  const { messages = [] } = await slack.client.conversations.history({ channel: "C0ENG", ...span });
  return messages.map(({ text }) => text);
}
