import { readdirSync, readFileSync } from "node:fs";
import { Eta } from "eta";
import { expect, test } from "vitest";
import { TEMPLATE_HEADER } from "../../app/web/page/render.ts";

const root = new URL("../../views/", import.meta.url);
const templates = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".eta"))
  .map((name) => ({ name, text: readFileSync(new URL(name, root), "utf8") }));

test.each([true, false])("every template compiles, with development’s checks (%s) as without", (debug) => {
  // With them a template is nested one level deeper, and may take names that are taken already.
  const eta = new Eta({ functionHeader: TEMPLATE_HEADER, debug });
  for (const { name, text } of templates) expect(() => eta.compile(text), name).not.toThrow();
});

/** Everything here needs eval or an inline source, which the content security policy refuses. */
const REFUSED: [what: string, pattern: RegExp][] = [
  ["hx-on", /\shx-on[:=-]/],
  ["a js: value", /["']js:/],
  ["a trigger filter", /hx-trigger="[^"]*\[/],
  ["an inline style", /\sstyle=/],
  ["a style element", /<style/],
  ["an event attribute", /\son[a-z]+="/],
  ["an inline script", /<script(?![^>]*\ssrc=)/],
  ["a javascript: address", /javascript:/i],
];

test.each(REFUSED)("no template has %s", (_what, pattern) => {
  expect(templates.filter(({ text }) => pattern.test(text)).map(({ name }) => name)).toEqual([]);
});

/** Printed without escaping: our own parts, icons and times; and `part` and `piece.html`, a message drawn by the renderer of the post. */
const RAW = /^(?:include\(|icon\(|ago\(|wrong\(|it\.body$|part$|piece\.html$)/;

test("nothing unlisted is printed raw", () => {
  const raw = templates.flatMap(({ name, text }) =>
    [...text.matchAll(/<%[-_]?~\s*([\s\S]*?)\s*[-_]?%>/g)].map(([, what = ""]) => ({ name, what })),
  );
  expect(raw.length).toBeGreaterThan(50);
  expect(raw.filter(({ what }) => !RAW.test(what))).toEqual([]);
  const drawn = raw.filter(({ what }) => what === "part" || what === "piece.html").map(({ name }) => name);
  expect([...new Set(drawn)].toSorted()).toEqual([
    "updates/items/alt.eta",
    "updates/items/body.eta",
    "updates/items/heading.eta",
    "updates/items/item.eta",
    "updates/message/preview.eta",
    "updates/reading/message.eta",
  ]);
});

test("what people or models wrote stands where htmx does not look", () => {
  const preview = templates.find(({ name }) => name === "updates/message/preview.eta");
  expect(preview?.text).toMatch(/<div id="preview"[^>]*hx-ignore>/);
  const reading = templates.find(({ name }) => name === "updates/reading/message.eta");
  expect(reading?.text).toMatch(/<div class="slack" hx-ignore>/);
  const items = templates.filter(({ name }) => /^updates\/items\/(?:alt|body|heading|item)\.eta$/.test(name));
  const places = items.flatMap(({ text }) => [...text.matchAll(/<([^<>]*)><%~ piece\.html/g)]);
  expect(places.map(([, tag = ""]) => tag.endsWith(" hx-ignore"))).toEqual([true, true, true, true, true]);
});

test("every attribute value with something in it is quoted", () => {
  expect(templates.filter(({ text }) => /\s[a-z-]+=<%[=~]/.test(text)).map(({ name }) => name)).toEqual([]);
});
