import { beforeEach, expect, onTestFinished, test } from "vitest";
import { startDemoSlack } from "../../demo/slack/server.ts";
import { controlsOf, type Controls } from "../support/demo-slack-controls.ts";

type Said = { type: string; envelope_id: string; payload: Record<string, unknown> };

let slack: Controls;
let heard: Said[];
let answer: (said: Said) => Promise<unknown>;

beforeEach(async () => {
  const server = await startDemoSlack({ rate: "off", ack_ms: 20_000, retry_after_ms: [] });
  onTestFinished(() => server.stop());
  slack = controlsOf(server.url);
  heard = [];
  answer = async () => undefined;
  await joinApp();
});

const words = (text: string) => ({ type: "plain_text", text });
const confirm = { title: words("Post it?"), text: words("Two parts."), confirm: words("Post"), deny: words("Wait") };

test("a line that is typed reaches the app, and its answer stands there for its sender alone", async () => {
  answer = async () => ({ text: "Here is how." });

  const page = await send("/act/line", { channel: "C0ENG", line: "/pulse help", back: "/archives/C0ENG" });

  expect(heard[0]?.payload).toMatchObject({ command: "/pulse", text: "help", user_id: "U0MIRA" });
  expect(page).toMatch(/Only visible to Mira Lindqvist[^]*Here is how\./);
  expect(await look("/archives/C0ENG", "U0TOBI")).not.toContain("Here is how.");
});

test("the box offers what is registered", async () => {
  expect(await look("/archives/C0ENG")).toMatch(/<option value="\/pulse " label="Write what shipped/);
});

test("a button that asks first stands in a dialog, and its press is the person's", async () => {
  const elements = [{ type: "button", action_id: "approve", value: "u1", text: words("Approve & post"), confirm }];
  const ts = await slack.post({ text: "Card", blocks: [{ type: "actions", block_id: "b", elements }] });

  const page = await look("/archives/C0ENG");
  expect(page).toMatch(
    /command="show-modal"[^>]*>Approve &amp; post<\/button><dialog[^]*Two parts\.[^]*value="b\/approve"/,
  );
  await send("/act/click", { channel: "C0ENG", ts, which: "b/approve", back: "/archives/C0ENG" }, "U0LENA");

  expect(heard[0]?.payload).toMatchObject({ user: { id: "U0LENA" }, actions: [{ action_id: "approve", value: "u1" }] });
});

test("an overflow menu sends the option, a select its choice", async () => {
  const options = ["reject", "snooze"].map((value) => ({ text: words(value), value }));
  const elements = [
    { type: "overflow", action_id: "more", options },
    { type: "static_select", action_id: "tone", options, placeholder: words("Tone") },
  ];
  const ts = await slack.post({ text: "Card", blocks: [{ type: "actions", block_id: "b", elements }] });
  const place = { channel: "C0ENG", ts, back: "/archives/C0ENG" };

  await send("/act/click", { ...place, which: "b/more=snooze" });
  await send("/act/click", { ...place, which: "b/tone", "v:b/tone": "reject" });

  expect(heard.map(({ payload }) => payload.actions)).toMatchObject([
    [{ type: "overflow", selected_option: { value: "snooze" } }],
    [{ type: "static_select", selected_option: { value: "reject" } }],
  ]);
});

test("a modal is drawn over the page with its errors, and keeps what was typed", async () => {
  const block = { type: "input", block_id: "brief", label: words("Brief"), hint: words("Short") };
  const element = { type: "plain_text_input", action_id: "w", multiline: true };
  const view = { type: "modal", title: words("Compose"), submit: words("Generate"), blocks: [{ ...block, element }] };
  answer = async ({ payload }) => {
    if (payload.type === "view_submission") return { response_action: "errors", errors: { brief: "Not like this" } };
    await slack.client.apiCall("views.open", { trigger_id: payload.trigger_id, view });
    return undefined;
  };

  const open = await send("/act/shortcut", { callback_id: "compose_update", back: "/archives/C0ENG" });
  expect(open).toMatch(/role="dialog" aria-modal="true"[^]*<textarea name="v:brief\/w"[^]*Generate/);
  expect(await look("/archives/C0ENG", "U0TOBI")).not.toContain('role="dialog"');

  const view_id = /name="view_id" value="(\w+)"/.exec(open)?.[1] ?? "";
  const form = { view_id, do: "submit", "v:brief/w": "One\r\nTwo <b>", back: "/archives/C0ENG" };
  const wrong = await send("/act/view", form);

  expect(wrong).toMatch(/aria-invalid="true"[^]*One\nTwo &lt;b&gt;<\/textarea>[^]*Not like this/);
  expect(heard.at(-1)?.payload.view).toMatchObject({ state: { values: { brief: { w: { value: "One\nTwo <b>" } } } } });
  expect(await send("/act/view", { view_id, do: "close", back: "/archives/C0ENG" })).not.toContain('role="dialog"');
});

test("a press that fails says so at the top of the page, once", async () => {
  const elements = [{ type: "button", action_id: "go", text: words("Go") }];
  const ts = await slack.post({ text: "Card", blocks: [{ type: "actions", block_id: "b", elements }] });
  await slack.fault({ method: "interactive", fault: "missed-ack" });
  const press = () => send("/act/click", { channel: "C0ENG", ts, which: "b/go", back: "/archives/C0ENG" });

  expect(await press()).toMatch(/role="alert">Slack shows a warning sign/);
  expect(await press()).not.toContain('role="alert"');
});

test("the Home tab tells the app that it was opened, and not each time it looks for news", async () => {
  answer = async ({ payload }) => {
    const { user } = payload.event as { user: string };
    const blocks = [{ type: "section", text: { type: "mrkdwn", text: `*Waiting for you* <@${user}>` } }];
    await slack.client.apiCall("views.publish", { user_id: user, view: { type: "home", blocks } });
    return undefined;
  };

  expect(await look("/home", "U0LENA")).toContain("<strong>Waiting for you</strong>");
  await fetch(`${slack.url}/home`, { headers: { "x-demo-refresh": "1" } });
  expect(heard).toHaveLength(1);
});

test("the log of requests shows both directions, escaped", async () => {
  await slack.command("/pulse <script>alert(1)</script>");
  await slack.post({ text: "Said" });

  const page = await look("/requests");

  expect(page).toMatch(/<summary>\/pulse<\/summary>[^]*acked[^]*chat\.postMessage/);
  expect(page).not.toContain("<script>alert");
});

test("hostile words in buttons, modals and options stay words", async () => {
  const evil = `"><img src=x onerror=alert(1)>`;
  const options = [{ text: words(evil), value: evil }];
  const elements = [
    { type: "button", action_id: evil, text: words(evil), value: evil, confirm: { ...confirm, title: words(evil) } },
    { type: "overflow", action_id: "o", options },
    { type: "static_select", action_id: "s", options, placeholder: words(evil) },
    { type: "checkboxes", action_id: "c", options },
  ];
  await slack.post({ text: "Card", blocks: [{ type: "actions", block_id: evil, elements }] });

  const page = await look("/archives/C0ENG");

  expect(page).toContain("&lt;img src=x");
  expect(page).not.toContain("<img");
});

test("a form of another site is refused, and no form leads away", async () => {
  const body = new URLSearchParams({ channel: "C0ENG", line: "/pulse", back: "//evil.example/" });
  const foreign = { method: "POST", body, headers: { origin: "https://evil.example" } };
  expect((await fetch(`${slack.url}/act/line`, foreign)).status).toBe(403);

  const own = { method: "POST", body, headers: { origin: slack.url }, redirect: "manual" } as const;
  expect((await fetch(`${slack.url}/act/line`, own)).headers.get("location")).toBe("/");
});

async function joinApp(): Promise<void> {
  const headers = { authorization: "Bearer xapp-demo" };
  const opened = await fetch(`${slack.url}/api/apps.connections.open`, { method: "POST", headers });
  // Safe: a socket without an address fails at once.
  const socket = new WebSocket(((await opened.json()) as { url: string }).url);
  onTestFinished(() => socket.close());
  let isUp = false;
  socket.addEventListener("message", async ({ data }) => {
    const said: Said = JSON.parse(String(data));
    isUp = true;
    if (!said.envelope_id) return;
    heard.push(said);
    socket.send(JSON.stringify({ envelope_id: said.envelope_id, payload: await answer(said) }));
  });
  await expect.poll(() => isUp).toBe(true);
}

async function look(path: string, as = "U0MIRA"): Promise<string> {
  return (await fetch(`${slack.url}${path}`, { headers: { cookie: `demo_slack_as=${as}` } })).text();
}

/** Sends a form as a page of demo Slack would, and looks at the page that it leads back to. */
async function send(path: string, fields: Record<string, string>, as = "U0MIRA"): Promise<string> {
  const headers = { origin: slack.url, cookie: `demo_slack_as=${as}` };
  const init = { method: "POST", headers, body: new URLSearchParams(fields), redirect: "manual" } as const;
  const answered = await fetch(`${slack.url}${path}`, init);
  expect(answered.status).toBe(303);
  return look(answered.headers.get("location") ?? "", as);
}
