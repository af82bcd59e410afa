import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { startDemoSlack } from "../../demo/slack/server.ts";
import { axeFaults, openChromium } from "../support/chromium.ts";
import { controlsOf, type Controls } from "../support/demo-slack-controls.ts";

type Said = { envelope_id?: string; payload: { type?: string; command?: string; [field: string]: unknown } };

let browser: Browser | null;
let slack: Controls;
let heard: Said["payload"][];

beforeAll(async () => {
  browser = await openChromium();
});
afterAll(async () => browser?.close());
beforeEach(async () => {
  const server = await startDemoSlack({ rate: "off" });
  onTestFinished(() => server.stop());
  slack = controlsOf(server.url);
  heard = [];
  await joinApp();
});

const words = (text: string) => ({ type: "plain_text", text });
const option = (value: string) => ({ text: words(value), value });
const compose = {
  type: "modal",
  callback_id: "compose",
  title: words("Compose"),
  submit: words("Generate"),
  blocks: [
    { type: "alert", level: "warning", text: words("The model is resting; a simple writer stands in.") },
    { type: "input", block_id: "brief", label: words("Brief"), element: { type: "plain_text_input", action_id: "w" } },
    {
      type: "input",
      block_id: "tone",
      label: words("Tone"),
      hint: words("How it sounds"),
      element: { type: "radio_buttons", action_id: "t", options: ["dry", "warm"].map(option) },
    },
  ],
};
const confirm = {
  title: words("Post it?"),
  text: words("Into #eng-updates."),
  confirm: words("Post"),
  deny: words("Wait"),
};
const card = [
  { type: "section", text: { type: "mrkdwn", text: "*Engineering weekly*" } },
  {
    type: "actions",
    block_id: "card",
    elements: [
      { type: "button", action_id: "approve", value: "u1", style: "primary", text: words("Approve & post"), confirm },
      { type: "overflow", action_id: "more", options: ["Reject", "Snooze"].map(option) },
    ],
  },
];

test("from a command to a posted card by the keyboard alone", async ({ skip }) => {
  const page = await openPage("light");
  if (!page) return skip("no Chromium here");

  await page.getByLabel("Message #eng-updates").fill("/pulse");
  await page.keyboard.press("Enter");
  const modal = page.getByRole("dialog", { name: "Compose" });
  await modal.waitFor();
  await expect.poll(() => page.evaluate("document.activeElement.getAttribute('name')")).toBe("v:brief/w");
  expect(await axeFaults(page)).toEqual([]);

  await page.keyboard.press("Enter");
  await page.getByText("Please complete this required field.").first().waitFor();
  await page.getByLabel("Brief").fill("Ship it");
  await page.getByLabel("warm").check();
  await page.getByRole("button", { name: "Generate" }).last().press("Enter");
  await modal.waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Approve & post" }).press("Enter");
  await page.getByRole("dialog", { name: "Post it?" }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press("Escape");
  expect(heard.filter(({ type }) => type === "block_actions")).toEqual([]);
  await page.getByRole("button", { name: "Approve & post" }).press("Enter");
  await page.getByRole("dialog", { name: "Post it?" }).getByRole("button", { name: "Post" }).press("Enter");
  await page.getByText("Posted by Mira").waitFor();
});

test("a menu, a message shortcut and the Home tab, as someone else, in the dark", async ({ skip }) => {
  const page = await openPage("dark");
  if (!page) return skip("no Chromium here");
  await slack.post({ text: "Card", blocks: card });
  await page.getByRole("button", { name: "Tobi" }).click();

  await page.getByRole("button", { name: "More actions" }).press("Enter");
  await page.getByRole("button", { name: "Snooze" }).press("Enter");
  await expect.poll(() => heard.at(-1)).toMatchObject({ type: "block_actions", user: { id: "U0TOBI" } });

  await page.getByRole("button", { name: "Message shortcuts" }).last().press("Enter");
  await page.getByRole("button", { name: "Add to an update" }).press("Enter");
  await expect.poll(() => heard.at(-1)).toMatchObject({ type: "message_action", callback_id: "add_to_update" });
  expect(await axeFaults(page)).toEqual([]);

  await page.getByRole("link", { name: "Home" }).click();
  await page.getByText("Waiting for you").waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole("link", { name: "Requests" }).click();
  await page.getByText("message_action").or(page.getByText("shortcut add_to_update")).first().waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

test("a modal that opens late, and one that changes under someone's hands, keep the typing", async ({ skip }) => {
  const page = await openPage("light");
  if (!page) return skip("no Chromium here");
  await page.getByLabel("Message #eng-updates").fill("/pulse");
  await page.keyboard.press("Enter");
  await page.getByLabel("Brief").fill("Half a thought");

  const [open] = (await slack.person("U0MIRA")).modals;
  await slack.client.apiCall("views.update", { view_id: open?.id, view: { ...compose, title: words("Changed") } });
  await page.getByRole("dialog", { name: "Changed" }).waitFor();

  expect(await page.getByLabel("Brief").inputValue()).toBe("Half a thought");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Changed" }).waitFor({ state: "detached" });
  expect((await slack.person("U0MIRA")).modals).toEqual([]);
});

test("nothing overflows a telephone, modal included", async ({ skip }) => {
  const page = await openPage("light", { width: 390, height: 760 });
  if (!page) return skip("no Chromium here");
  await slack.post({ text: "Card", blocks: card });
  await slack.command("/pulse");
  await page.reload();

  await page.getByRole("dialog", { name: "Compose" }).waitFor();
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  expect(await axeFaults(page)).toEqual([]);
});

async function openPage(colorScheme: "light" | "dark", viewport = { width: 1280, height: 800 }): Promise<Page | null> {
  const page = await browser?.newPage({ colorScheme, viewport });
  if (!page) return null;
  onTestFinished(() => page.close());
  const faults: string[] = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  onTestFinished(() => expect(faults).toEqual([]));
  await page.goto(`${slack.url}/archives/C0ENG`);
  return page;
}

/** An app of a few lines: `/pulse` opens a modal, whose submission posts a card, whose approval says who approved. */
async function joinApp(): Promise<void> {
  const headers = { authorization: "Bearer xapp-demo" };
  const opened = await fetch(`${slack.url}/api/apps.connections.open`, { method: "POST", headers });
  // Safe: a socket without an address fails at once.
  const socket = new WebSocket(((await opened.json()) as { url: string }).url);
  onTestFinished(() => socket.close());
  let isUp = false;
  socket.addEventListener("message", async ({ data }) => {
    isUp = true;
    const { envelope_id, payload }: Said = JSON.parse(String(data));
    if (!envelope_id) return;
    heard.push(payload);
    await answer(payload);
    socket.send(JSON.stringify({ envelope_id }));
  });
  await expect.poll(() => isUp).toBe(true);
}

async function answer({ type, command, trigger_id, event }: Said["payload"]): Promise<void> {
  const { client } = slack;
  if (command) await client.apiCall("views.open", { trigger_id, view: compose });
  if (type === "view_submission") await slack.post({ text: "Card", blocks: card });
  if (type === "block_actions") await slack.post({ text: "Posted by Mira" });
  if (type !== "event_callback") return;
  const blocks = [{ type: "section", text: { type: "mrkdwn", text: "*Waiting for you*" } }, ...card];
  const { user } = event as { user: string };
  await client.apiCall("views.publish", { user_id: user, view: { type: "home", blocks } });
}
