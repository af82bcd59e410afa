import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { startDemoSlack, type DemoSlackOptions } from "../../demo/slack/server.ts";
import { controlsOf, type Controls } from "../support/demo-slack-controls.ts";

type Payload = { type: string; trigger_id: string; view: { id: string; state: { values: unknown } } };

let slack: Controls;
let heard: Payload[];
let answer: (payload: Payload) => unknown;

beforeEach(async () => {
  heard = [];
  answer = () => undefined;
  slack = await start();
});

const words = (text: string) => ({ type: "plain_text", text });
const input = (block_id: string, more: object = {}) => ({
  type: "input",
  block_id,
  label: words("Words"),
  element: { type: "plain_text_input", action_id: "words" },
  ...more,
});
const modal = (more: object = {}) => ({
  type: "modal",
  callback_id: "compose",
  title: words("Compose"),
  submit: words("Generate"),
  close: words("No"),
  blocks: [input("brief")],
  ...more,
});

test("a shortcut's trigger opens one modal, once", async () => {
  const trigger_id = await trigger();

  const opened = await slack.client.apiCall("views.open", { trigger_id, view: modal() });

  const view = { type: "modal", callback_id: "compose", title: { text: "Compose" }, team_id: "T0ACME" };
  expect(opened).toMatchObject({ view });
  expect((await slack.person("U0MIRA")).modals).toMatchObject([{ callback_id: "compose" }]);
  expect((await slack.person("U0TOBI")).modals).toEqual([]);
  await expect(slack.client.apiCall("views.open", { trigger_id, view: modal() })).rejects.toThrow(
    "exchanged_trigger_id",
  );
  await expect(slack.client.apiCall("views.open", { trigger_id: "1.2.3", view: modal() })).rejects.toThrow(
    "invalid_trigger_id",
  );
});

test("a trigger of three seconds ago opens nothing", async () => {
  let now = Date.parse("2026-11-21T09:00:00Z");
  slack = await start({ clock: () => new Date(now) });
  const trigger_id = await trigger();

  now += 3_001;

  await expect(slack.client.apiCall("views.open", { trigger_id, view: modal() })).rejects.toThrow("expired_trigger_id");
});

const long = (length: number) => "x".repeat(length);
test.each([
  ["a title of 25", modal({ title: words(long(25)) }), "view/title/text"],
  ["a submit of 25", modal({ submit: words(long(25)) }), "view/submit/text"],
  ["an input without submit", modal({ submit: undefined }), "missing required field: submit"],
  ["private_metadata of 3,001", modal({ private_metadata: long(3_001) }), "view/private_metadata"],
  ["101 blocks", modal({ blocks: Array.from({ length: 101 }, () => ({ type: "divider" })) }), "view/blocks"],
  ["a markdown block", modal({ blocks: [{ type: "markdown", text: "no" }] }), "unsupported type"],
  ["an input of 3,001", modal({ blocks: [long3001()] }), "view/blocks/0/element/initial_value"],
  ["a Home tab's type", { type: "home", blocks: [] }, "invalid type: home"],
])("a modal with %s is refused with a pointer, and keeps its trigger", async (_what, view, message) => {
  const trigger_id = await trigger();

  const refusal = slack.client.apiCall("views.open", { trigger_id, view });
  await expect(refusal).rejects.toMatchObject({
    data: { error: "invalid_arguments", response_metadata: { messages: [expect.stringContaining(message)] } },
  });
  await slack.client.apiCall("views.open", { trigger_id, view: modal() });
});

test("an alert is fine in a modal, though in no message", async () => {
  const blocks = [{ type: "alert", level: "warning", text: words("Careful") }];

  await slack.client.apiCall("views.open", { trigger_id: await trigger(), view: modal({ blocks }) });

  expect((await slack.person("U0MIRA")).modals).toHaveLength(1);
});

test("three views lie on each other, a fourth does not", async () => {
  const view = modal({
    blocks: [{ type: "actions", elements: [{ type: "button", action_id: "more", text: words("+") }] }],
  });
  await slack.client.apiCall("views.open", { trigger_id: await trigger(), view });
  const push = async () => {
    await slack.act({ what: "click_view", as: "U0MIRA", action_id: "more" });
    return slack.client.apiCall("views.push", { trigger_id: heard.at(-1)?.trigger_id, view });
  };

  await push();
  await push();

  await expect(push()).rejects.toThrow("push_limit_reached");
  await slack.act({ what: "close", as: "U0MIRA" });
  expect((await slack.person("U0MIRA")).modals).toHaveLength(2);
});

test("an update with a stale hash changes nothing", async () => {
  await slack.client.apiCall("views.open", { trigger_id: await trigger(), view: modal({ external_id: "mine" }) });
  const [{ hash } = { hash: "" }] = (await slack.person("U0MIRA")).modals;

  await slack.client.apiCall("views.update", { external_id: "mine", hash, view: modal({ title: words("Second") }) });
  const late = slack.client.apiCall("views.update", {
    external_id: "mine",
    hash,
    view: modal({ title: words("Third") }),
  });

  await expect(late).rejects.toThrow("not_found");
  const [second] = (await slack.person("U0MIRA")).modals;
  const stale = slack.client.apiCall("views.update", { view_id: second?.id, hash, view: modal({ title: words("3") }) });
  await expect(stale).rejects.toThrow("hash_conflict");
  expect(second?.title?.text).toBe("Second");
});

test("a submission carries every input's state, and an empty answer closes the modal", async () => {
  const option = (value: string) => ({ text: words(value), value });
  const blocks = [
    input("brief"),
    { ...input("tone"), element: { type: "static_select", action_id: "tone", options: ["dry", "warm"].map(option) } },
    {
      ...input("flags", { optional: true }),
      element: { type: "checkboxes", action_id: "flags", options: [option("a")] },
    },
    { ...input("day"), element: { type: "datepicker", action_id: "day", initial_date: "2026-11-02" } },
  ];
  await slack.client.apiCall("views.open", { trigger_id: await trigger(), view: modal({ blocks }) });

  await slack.act({ what: "submit", as: "U0MIRA", values: { brief: "Ship it", tone: "warm" } });

  expect(heard.at(-1)).toMatchObject({ type: "view_submission" });
  expect(heard.at(-1)?.view.state.values).toEqual({
    brief: { words: { type: "plain_text_input", value: "Ship it" } },
    tone: { tone: { type: "static_select", selected_option: option("warm") } },
    flags: { flags: { type: "checkboxes", selected_options: [] } },
    day: { day: { type: "datepicker", selected_date: "2026-11-02" } },
  });
  expect((await slack.person("U0MIRA")).modals).toEqual([]);
});

test("a required field that is empty stops the submission before the app hears of it", async () => {
  await slack.client.apiCall("views.open", { trigger_id: await trigger(), view: modal() });
  const before = heard.length;

  const outcome = await slack.act({ what: "submit", as: "U0MIRA" });

  expect(outcome).toMatchObject({ ok: false, errors: { brief: "Please complete this required field." } });
  expect(heard).toHaveLength(before);
});

test("errors keep the modal and what was typed; update, push and clear do as they say", async () => {
  await slack.client.apiCall("views.open", { trigger_id: await trigger(), view: modal() });
  const submit = async (reply: unknown) => {
    answer = () => reply;
    return slack.act({ what: "submit", as: "U0MIRA", values: { brief: "Words" } });
  };

  const wrong = await submit({ response_action: "errors", errors: { brief: "Too short" } });
  expect(wrong).toMatchObject({ ok: false, errors: { brief: "Too short" } });
  expect(wrong.modal?.state.values).toEqual({ brief: { words: { type: "plain_text_input", value: "Words" } } });
  const misplaced = await submit({ response_action: "errors", errors: { nowhere: "?" } });
  expect(misplaced).toMatchObject({ ok: false, seen: "We had some trouble connecting. Try again?" });

  await submit({ response_action: "update", view: modal({ title: words("Updated") }) });
  await submit({ response_action: "push", view: modal({ title: words("Pushed") }) });
  expect((await slack.person("U0MIRA")).modals.map(({ title }) => title?.text)).toEqual(["Updated", "Pushed"]);
  await submit({ response_action: "clear" });
  expect((await slack.person("U0MIRA")).modals).toEqual([]);
});

test("closing tells the app only when the view asks for it", async () => {
  await slack.client.apiCall("views.open", { trigger_id: await trigger(), view: modal({ notify_on_close: true }) });
  await slack.act({ what: "close", as: "U0MIRA" });
  expect(heard.at(-1)?.type).toBe("view_closed");

  await slack.client.apiCall("views.open", { trigger_id: await trigger(), view: modal() });
  await slack.act({ what: "close", as: "U0MIRA" });
  expect(heard.at(-1)?.type).toBe("shortcut");
});

test("a Home tab is one person's, is published anew, and its buttons work", async () => {
  const button = { type: "button", action_id: "approve", value: "u1", text: words("Approve") };
  const view = { type: "home", blocks: [{ type: "actions", elements: [button] }] };

  await slack.client.apiCall("views.publish", { user_id: "U0LENA", view });
  const first = (await slack.person("U0LENA")).home;
  await slack.client.apiCall("views.publish", { user_id: "U0LENA", view, hash: first?.hash });
  const stale = slack.client.apiCall("views.publish", { user_id: "U0LENA", view, hash: first?.hash });
  await expect(stale).rejects.toThrow("hash_conflict");

  await slack.act({ what: "click_view", as: "U0LENA", on: "home", action_id: "approve" });
  expect(heard.at(-1)).toMatchObject({ type: "block_actions", container: { type: "view" }, view: { type: "home" } });
  expect((await slack.person("U0MIRA")).home).toBeUndefined();
});

async function trigger(): Promise<string> {
  await slack.act({ what: "shortcut", as: "U0MIRA", callback_id: "compose_update" });
  return heard.at(-1)?.trigger_id ?? "";
}

function long3001() {
  return {
    ...input("brief"),
    element: { type: "plain_text_input", action_id: "words", initial_value: "x".repeat(3_001) },
  };
}

async function start(options: DemoSlackOptions = {}): Promise<Controls> {
  const server = await startDemoSlack({ rate: "off", ack_ms: 20_000, ...options });
  onTestFinished(() => server.stop());
  const controls = controlsOf(server.url);
  await controls.register({ request_url: await listen() });
  return controls;
}

async function listen(): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const said = body.startsWith("{") ? JSON.parse(body) : undefined;
    const payload = said ?? JSON.parse(new URLSearchParams(body).get("payload") ?? "{}");
    if (!said) heard.push(payload);
    const reply = said?.challenge ? { challenge: said.challenge } : answer(payload);
    response.writeHead(200, reply ? { "content-type": "application/json" } : {});
    response.end(reply ? JSON.stringify(reply) : "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // Safe: a server that listens on a port has such an address.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
