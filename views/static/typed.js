// What somebody types into any form is never lost: a copy stays in this browser until the server has it, and comes back into the form.
import { copyNames, dropCopy, person, posted, readCopy, tidyCopies, writeCopy } from "./copies.js";
import { draftIn, lookElsewhere } from "./draft.js";

/** Of one look at a page alone: nobody typed them. */
const PASSING = new Set(["copy", "evidence_id", "previewed_digest", "read"]);
/** What somebody pressed waits no longer for their text: it has its copy. */
const FLUSH_MS = 3_000;
const entriesOf = (form) => [...new FormData(form)].filter(([name]) => !PASSING.has(name));
/** What stood in each form when it came. */
const drawn = new Map();
let draft = null;
let touched = false;
let signedOut = false;

async function remember(form) {
  const { keep: name } = form.dataset;
  const entries = entriesOf(form);
  if (drawn.get(name) === JSON.stringify(entries)) return dropCopy(name);
  // Two texts side by side were of one moment: on the next page it is for a person to say which.
  const kept = "beside" in form.dataset ? entries.filter(([field]) => !field.startsWith("base_")) : entries;
  await writeCopy(name, { entries: kept, path: location.pathname + location.search });
}

/** Says whose words a form brings, so that they are taken for nobody else's, and which copy may go once they are there. */
function sign(form) {
  if (form.elements.namedItem("copy")) return;
  const value = `${person}.${form.dataset.keep ?? form.dataset.takes}`;
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "copy", value }));
}

/** Shows the layout's words of that name above a form; the copy can be thrown away there. */
function banner(before, name, onDrop) {
  const note = document.getElementById(`typed-${name}`).content.cloneNode(true).firstElementChild;
  note.querySelector("[data-throw]").addEventListener("click", () => {
    dropCopy(before.dataset.keep ?? before.dataset.left);
    note.remove();
    onDrop();
  });
  before.before(note);
  return note;
}

async function restore(form) {
  const { keep: name, redraw } = form.dataset;
  const copy = await readCopy(name);
  if (!copy || JSON.stringify(copy.entries) === drawn.get(name)) return dropCopy(name);
  if (redraw) await drawAgain(form, redraw, copy.entries);
  else fill(form, copy.entries);
  const filled = document.querySelector(`form[data-keep="${name}"]`) ?? form;
  sign(filled);
  filled.closest("details")?.setAttribute("open", "");
  banner(filled, "back", () => location.reload());
}

/** The server knows how such a form looks; here are only its words. */
async function drawAgain(form, path, entries) {
  const source = Object.assign(document.createElement("form"), { hidden: true });
  for (const [name, value] of entries) {
    source.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(source);
  await htmx.ajax("POST", path, { source, target: form, select: `#${form.id}`, swap: "outerHTML" });
  source.remove();
}

function fill(form, entries) {
  const given = Map.groupBy(entries, ([name]) => name);
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || field.matches("button")) continue;
    const values = (given.get(field.name) ?? []).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (values.length > 0) field.value = values[0];
  }
}

/** An update that went on without these words: they are shown, wherever it is now. */
async function showLeft(place) {
  const copy = await readCopy(place.dataset.left);
  const text = copy?.entries.find(([name]) => name === "markdown")?.[1];
  if (text) banner(place, "left", () => undefined).querySelector("textarea").value = text;
}

async function start() {
  // Not before htmx is there: what comes back into a form is sent like what is typed.
  await new Promise((ready) => setTimeout(ready));
  tidyCopies();
  if (!person) return;
  for (const form of document.querySelectorAll("form[data-keep]")) {
    sign(form);
    drawn.set(form.dataset.keep, JSON.stringify(entriesOf(form)));
    if (form.querySelector("[data-sends]")) draft = draftIn(form, banner);
    else if (!posted && !("beside" in form.dataset)) await restore(form);
  }
  await draft?.restore();
  for (const place of document.querySelectorAll("[data-left]")) await showLeft(place);
  const here = document.querySelectorAll("[data-keep], [data-left]");
  await lookElsewhere(new Set([...here].map(({ dataset }) => dataset.keep ?? dataset.left)));
}

function changed({ target }) {
  const form = target.form ?? target.closest?.("form");
  if (!person || !form?.dataset.keep) return;
  touched = true;
  if (form !== draft?.form) void remember(form);
}
document.addEventListener("input", changed);
document.addEventListener("change", changed);
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("[data-drop]");
  if (link) dropCopy(link.dataset.drop);
});

// Before another form goes, the text goes; and nobody signs out of words that only this browser has without hearing it.
async function goesFirst(event) {
  const { target: form, submitter } = event;
  if (!person || form.method !== "post" || "ready" in form.dataset) return;
  if (form.dataset.keep ?? form.dataset.takes) sign(form);
  const leaves = "leaves" in form.dataset;
  if (!(draft && form !== draft.form && draft.dirty()) && !(leaves && copyNames().length > 0)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await Promise.race([draft?.flush(), new Promise((late) => setTimeout(late, FLUSH_MS))]);
  const lost = leaves && copyNames().length > 0;
  if (lost && !confirm("You typed something that is not saved. Sign out and throw it away?")) return;
  form.dataset.ready = "";
  form.requestSubmit(submitter);
  delete form.dataset.ready;
}
document.addEventListener("submit", goesFirst, { capture: true });

// Nobody who typed is led away: where the session has ended the page says so, and how to go on.
document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status !== 401 || !(touched || copyNames().length > 0)) return;
  event.preventDefault();
  const href = ctx.hx.redirect ?? "/sign-in";
  if (draft?.carries(event.detail)) draft.signedOut(href);
  else if (!signedOut) {
    const toast = document.getElementById("typed-out").content.cloneNode(true);
    toast.querySelector("a").href = href;
    document.getElementById("toasts").replaceChildren(toast);
  }
  signedOut = true;
});
document.addEventListener("htmx:after:request", ({ detail }) => {
  if (detail.ctx.response.status < 400) signedOut = false;
});
// What looks by itself need not look any more.
document.addEventListener("htmx:before:request", (event) => {
  if (signedOut && event.detail.ctx.sourceElement.matches("[hx-trigger*=every]")) event.preventDefault();
});

start();
