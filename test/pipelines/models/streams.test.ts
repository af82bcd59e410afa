import { expect, test } from "vitest";
import { answers, asking, chatAt, completion, live, modelServer, says } from "./harness.ts";
import {
  COUNTED,
  delta,
  DONE,
  END,
  event,
  EVENTS,
  hear,
  inWords,
  piece,
  said,
  streams,
  streamsOpen,
  USAGE,
  WHOLE,
} from "./streamed.ts";

test("whoever hears an answer hears it grow, and has it whole as if it had come at once", async () => {
  const { url, sent } = await modelServer(
    streams(delta({ role: "assistant", content: "" }), ...inWords, END, COUNTED, DONE),
  );
  const { answer, heard } = await hear(url);

  expect(heard.at(-1)).toBe(WHOLE);
  expect(sent[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  const { url: other } = await modelServer(says(200, completion({ content: WHOLE }, { usage: USAGE })));
  expect(answer).toEqual(await chatAt(other)(asking(), live));
});

test("each word is heard when it comes, before the answer is at its end", async () => {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const { url } = await modelServer(
    streamsOpen(said("Search "), (response) => void over.then(() => response.end(said("is faster") + END + DONE))),
  );
  const heard: string[] = [];
  const answer = await chatAt(url)(asking(), live, undefined, (soFar) => {
    heard.push(soFar());
    if (heard.length === 1) end();
  });
  expect(heard).toEqual(["Search ", "Search is faster"]);
  expect(answer.text).toBe("Search is faster");
});

test("where nobody hears it, no stream is asked for", async () => {
  const { url, sent } = await modelServer(answers("Here."));
  await chatAt(url)(asking(), live);
  expect(sent[0]?.body).toMatchObject({ stream: false });
  expect(sent[0]?.body).not.toHaveProperty("stream_options");
});

const MANY = [
  event({
    choices: [
      { index: 1, delta: { content: "The other " } },
      { index: 0, delta: { content: "Not this" } },
    ],
  }),
  event({ choices: [{ index: 1, delta: { content: "answer" }, finish_reason: "stop" }] }),
];
test.each([
  ["lines that end as on Windows", inWords.join("") + END + COUNTED + DONE, "\r\n", WHOLE],
  ["lines that end as on old Macs", inWords.join("") + END + COUNTED + DONE, "\r", WHOLE],
  ["no [DONE]", inWords.join("") + END + COUNTED, "\n", WHOLE],
  ["no last line end", inWords.join("") + END + COUNTED.trimEnd(), "\n", WHOLE],
  ["no empty lines", (inWords.join("") + END + COUNTED + DONE).replaceAll("\n\n", "\n"), "\n", WHOLE],
  [
    "comments, names and ids",
    `: hi\nretry: 3\nid: 7\nevent: message\n${inWords.join("id: 8\n")}${END}${COUNTED}`,
    "\n",
    WHOLE,
  ],
  [
    "empty deltas and nulls",
    said("") + delta({ content: null }) + inWords.join("") + delta({}) + END + COUNTED,
    "\n",
    WHOLE,
  ],
  [
    "the answer in messages",
    event({ choices: [{ message: { content: WHOLE }, finish_reason: "stop" }] }) + COUNTED,
    "\n",
    WHOLE,
  ],
  ["parts", delta({ content: [{ type: "text", text: WHOLE }] }) + END + COUNTED, "\n", WHOLE],
  ["several answers at once", MANY.join("") + COUNTED + DONE, "\n", "The other answer"],
])("a stream with %s is read, one byte at a time", async (_what, body, lineEnd, text) => {
  const bytes = Buffer.from(body.replaceAll("\n", lineEnd));
  const { url } = await modelServer(async (response) => {
    response.writeHead(200, EVENTS);
    for (const byte of bytes) await new Promise((sent) => response.write(Buffer.of(byte), sent));
    response.end();
  });
  const { answer, heard } = await hear(url);
  expect(answer).toMatchObject({ outcome: "answered", text, usage: { input_tokens: 900, output_tokens: 90 } });
  expect(heard.every((soFar) => text.startsWith(soFar))).toBe(true);
});

test("an answer that comes at once is read, however it was asked for", async () => {
  const { url, sent } = await modelServer(answers("Here."));
  expect(await hear(url)).toMatchObject({ answer: { outcome: "answered", text: "Here.", retries: [] }, heard: [] });
  expect(sent).toHaveLength(1);
});

test("thoughts and calls are not heard", async () => {
  const call = { index: 0, id: "a", function: { name: "read_issue", arguments: '{"issue":"#1"}' } };
  const { url } = await modelServer(
    streams(
      delta({ reasoning_content: "Hm, " }),
      delta({ reasoning: "well." }),
      delta({ tool_calls: [call] }),
      END,
      DONE,
    ),
  );
  expect((await hear(url)).heard).toEqual([]);
});

test("what a server does not count is estimated, and that is said", async () => {
  const { url } = await modelServer(streams(...inWords, END, DONE));
  const { answer } = await hear(url);
  expect(answer.usage).toMatchObject({ estimated: true, output_tokens: expect.any(Number) });
  expect(answer.cost_usd).toBeGreaterThan(0);
});

const ONE = { name: "read_issue", arguments: '{"issue":"#7"}' };
const TWO = { name: "read_diff", arguments: '{"pr":"#8"}' };
test.each([
  [
    "as the protocol has it",
    [piece(0, "a", "read_issue", ""), piece(0, null, null, '{"issue":'), piece(0, null, null, '"#7"}')],
    [ONE],
  ],
  ["with another id each time", [piece(0, "a", "read_issue", '{"issue":'), piece(0, "b", null, '"#7"}')], [ONE]],
  [
    "with their names again each time",
    [piece(0, "a", "read_issue", '{"issue":'), piece(0, "a", "read_issue", '"#7"}')],
    [ONE],
  ],
  [
    "all at the first place",
    [piece(0, "a", "read_issue", ONE.arguments), piece(0, "b", "read_diff", TWO.arguments)],
    [ONE, TWO],
  ],
  [
    "all at the first place, without ids",
    [piece(0, null, "read_issue", ONE.arguments), piece(0, null, "read_diff", TWO.arguments)],
    [ONE, TWO],
  ],
  [
    "at no place, whole",
    [piece(null, null, "read_issue", ONE.arguments), piece(null, null, "read_diff", TWO.arguments)],
    [ONE, TWO],
  ],
  [
    "at no place, in pieces",
    [
      piece(null, "a", "read_issue", ""),
      piece(null, null, null, ONE.arguments),
      piece(null, "b", "read_diff", TWO.arguments),
    ],
    [ONE, TWO],
  ],
  [
    "twice the same, at no place",
    [piece(null, null, "read_issue", ONE.arguments), piece(null, null, "read_issue", ONE.arguments)],
    [ONE, ONE],
  ],
  [
    "in turns",
    [
      piece(0, "a", "read_issue", '{"issue":'),
      piece(1, "b", "read_diff", '{"pr":'),
      piece(0, null, null, '"#7"}'),
      piece(1, null, null, '"#8"}'),
    ],
    [ONE, TWO],
  ],
  [
    "with one id for all",
    [piece(0, "a", "read_issue", ONE.arguments), piece(1, "a", "read_diff", TWO.arguments)],
    [ONE, TWO],
  ],
  ["at a place from which none is missing", [piece(3, "a", "read_issue", ONE.arguments)], [ONE]],
])("tool calls that a server streams unasked, %s, are read", async (_what, pieces, expected) => {
  const { url } = await modelServer(streams(...pieces, delta({}, "tool_calls"), DONE));
  const tools = ["read_issue", "read_diff"].map((name) => ({ name, description: "", parameters: {} }));
  const { tool_calls } = await chatAt(url)(asking({ tools }), live);
  expect(tool_calls.map(({ name, arguments: asked }) => ({ name, arguments: asked }))).toEqual(expected);
  expect(new Set(tool_calls.map(({ id }) => id)).size).toBe(expected.length);
});
