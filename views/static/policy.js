// What is told: keys, dragging, and where the keyboard is after each change. Every act is a form that works without this.
import { dropCopy } from "./copies.js";

const page = () => document.getElementById("policy");
const entryOf = (element) =>
  element?.closest?.("#policy [data-list] > .rule[data-key], #policy [data-list] > .own-sec");
const formOf = (entry) => entry?.querySelector("form[data-act]:not(.rule-form)");
const inPolicy = ({ ctx }) => ctx?.sourceElement?.closest?.("#policy");
let busy = false;
let after = null;
let before = null;

/** Sends the form of one entry, for one act. What is pressed while one is on its way waits for it. */
function act(entry, name, more = {}) {
  if (busy) return void (after = () => act(document.getElementById(entry.id), name, more));
  const form = formOf(entry);
  if (!form) return;
  const inputs = Object.entries({ act: name, ...more }).map(([of, value]) =>
    Object.assign(document.createElement("input"), { type: "hidden", name: of, value }),
  );
  form.append(...inputs);
  form.requestSubmit();
  for (const input of inputs) input.remove();
}

document.addEventListener("keydown", (event) => {
  if (!page() || event.isComposing) return;
  const { key, target } = event;
  if (key === "Enter" && (event.metaKey || event.ctrlKey)) {
    event.preventDefault();
    document.getElementById("save-policy")?.click();
  }
  if (key === "Escape" && target.closest(".rule-form")) {
    event.preventDefault();
    target.closest(".rule-form").querySelector("[data-close-form]").click();
  }
  if (!target.matches(".grip") || (key !== "ArrowUp" && key !== "ArrowDown")) return;
  event.preventDefault();
  act(entryOf(target), key === "ArrowUp" ? "up" : "down");
});

/* Dragging by the handle, with a mouse, a pen or a finger. */
let lifted = null;
const marked = () => page()?.querySelectorAll(".over-t, .over-b") ?? [];
const unmark = () => {
  for (const one of marked()) one.classList.remove("over-t", "over-b");
};
document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest?.("#policy .grip");
  if (!grip || event.button !== 0) return;
  lifted = entryOf(grip);
  grip.setPointerCapture(event.pointerId);
});
document.addEventListener("pointermove", (event) => {
  if (!lifted) return;
  const over = entryOf(document.elementFromPoint(event.clientX, event.clientY));
  unmark();
  if (!over || over.parentElement !== lifted.parentElement || over === lifted) return;
  lifted.classList.add("lift");
  const { top, height } = over.getBoundingClientRect();
  over.classList.add(event.clientY < top + height / 2 ? "over-t" : "over-b");
});
document.addEventListener("pointerup", () => {
  const [over] = marked();
  const entry = lifted;
  const next = over?.classList.contains("over-t") ? over : over?.nextElementSibling;
  letGo();
  if (over) act(entry, "move", { before: next?.dataset.key ?? next?.dataset.section ?? "" });
});
document.addEventListener("pointercancel", letGo);
function letGo() {
  unmark();
  lifted?.classList.remove("lift");
  lifted = null;
}

/* What is looked up for somebody who goes on changes nothing any more. */
document.addEventListener("htmx:before:request", (event) => {
  const { detail } = event;
  if (!inPolicy(detail)) return;
  const looks = "looks" in detail.ctx.sourceElement.dataset;
  if (looks && busy) return event.preventDefault();
  if (looks) return;
  busy = true;
  before = { focus: document.activeElement?.id, form: page().querySelector(".rule-form")?.id };
  for (const one of page().querySelectorAll("[data-looks]")) htmx.trigger(one, "htmx:abort");
});
document.addEventListener("htmx:after:request", ({ detail }) => {
  const form = inPolicy(detail) && detail.ctx.sourceElement.closest("form[data-keep]");
  const kept = detail.ctx.request?.body?.get?.("act");
  if (form && detail.ctx.response?.status < 300 && (kept === "keep" || kept === "remove" || kept === "save"))
    dropCopy(form.dataset.keep);
});
document.addEventListener("htmx:error", ({ detail }) => {
  if (inPolicy(detail)) [busy, after, before] = [false, null, null];
});
document.addEventListener("htmx:after:swap", () => {
  if (!page() || !before) return;
  const { focus, form } = before;
  const next = after;
  [busy, after, before] = [false, null, null];
  if (next) return next();
  const open = page().querySelector(".rule-form");
  const wrong = open?.querySelector("[aria-invalid]");
  if (wrong) return wrong.focus();
  if (open && open.id !== form) return open.querySelector("select").focus();
  if (document.activeElement !== document.body) return;
  const byId = (id) => id && document.getElementById(id);
  const place = byId(focus) || (!open && byId(form?.replace("rule-form-", "edit-"))) || byId("rules-h");
  if (place.disabled) return place.parentElement.querySelector("button:not(:disabled)")?.focus();
  place.focus({ preventScroll: place.id === focus });
});
