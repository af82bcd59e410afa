import { afterAll, beforeAll, expect, test } from "vitest";
import { type StrictChannel, startStrictChannel } from "../support/strict-channel.ts";

let strict: StrictChannel;
beforeAll(async () => {
  strict = await startStrictChannel();
});
afterAll(() => strict?.stop());

type Tag = { name: string; attributes: string; at: number };
type Form = { begins: string; fields: string[]; buttons: string[] };

const TAGS = /<(form|button|input|select|textarea)\b((?:[^>"]|"[^"]*")*)>|<\/(form)>/g;
/** Enter in one of these presses the form's first button. */
const SENDS = /type="(?:text|search|url|email|number|date|time|datetime-local|tel|password|checkbox|radio)"/;
const valueOf = (attributes: string, name: string) =>
  new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";

/** The forms of a page with what belongs to them, in the order in which it stands there. */
function formsIn(html: string): Form[] {
  const forms: (Form & { id: string })[] = [];
  const later: Tag[] = [];
  let open: (Form & { id: string }) | null = null;
  for (const { 1: name, 2: attributes = "", 3: closed, index: at } of html.matchAll(TAGS)) {
    if (closed) open = null;
    else if (name === "form")
      forms.push((open = { id: valueOf(attributes, "id"), begins: attributes.trim(), fields: [], buttons: [] }));
    else if (valueOf(attributes, "form")) later.push({ name: name ?? "", attributes, at });
    else if (open) put(open, name ?? "", attributes, at);
  }
  for (const { name, attributes, at } of later) {
    const form = forms.find(({ id }) => id === valueOf(attributes, "form"));
    if (form) put(form, name, attributes, at);
  }
  return forms.map(({ begins, fields, buttons }) => ({
    begins,
    fields,
    buttons: buttons.toSorted().map((one) => one.slice(10)),
  }));
}

function put(form: Form, name: string, attributes: string, at: number): void {
  if (name === "button" && /type="submit"/.test(attributes))
    form.buttons.push(String(at).padStart(10, "0") + attributes.trim().replace(/\s+/g, " "));
  if (name === "input" && SENDS.test(attributes)) form.fields.push(attributes);
}

/** What its form is for: it goes where the form goes and says nothing of its own, or it stands before the others on purpose. */
const isMainAct = (button: string) =>
  button.includes("main-act") || (!/\sformaction=/.test(` ${button}`) && !/\sname=/.test(` ${button}`));

test("Enter in a field does what its form is for, on every page", async () => {
  const { app, update, page } = strict;
  const posted = await app.written();
  await app.put(posted.id, "posted");
  const paths = [
    "/compose",
    "/updates",
    "/approvals",
    "/feedback",
    "/profiles",
    "/profiles/new",
    "/profiles/customer-news",
    "/profiles/customer-news/schedule",
    "/connections",
    "/settings",
    "/keys",
    ...["", "/items", "/text", "/ledger", "/why", "/diff", "/run"].map((part) => `/updates/${update.id}${part}`),
    `/updates/${posted.id}`,
    `/updates/${posted.id}?correct`,
    `/updates/${posted.id}/items`,
  ];
  const wrong: string[] = [];
  let seen = 0;
  for (const path of paths) {
    for (const { begins, fields, buttons } of formsIn(await page(path))) {
      const [first] = buttons;
      if (fields.length === 0 || first === undefined) continue;
      seen += 1;
      if (!isMainAct(first)) wrong.push(`${path}: <form ${begins.slice(0, 80)}> begins with <button ${first}>`);
    }
  }

  expect(wrong).toEqual([]);
  expect(seen).toBeGreaterThan(10);
});
