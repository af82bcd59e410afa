// Says that a text is ready to whoever looks at another tab. Asked once, by their own click; the page's own looks decide when.
const PLACE = "tell";
const asked = () => localStorage.getItem(PLACE);
const box = () => document.getElementById("tell");
const tells = () => asked() === "on" && permission?.state === "granted";
/** As the browser has it: "prompt", "granted", "denied"; it tells when that changes. */
let permission = null;
let waits = false;

function show() {
  const button = box()?.querySelector("button");
  if (!button || !permission) return;
  button.hidden = permission.state === "denied" || (asked() === "no" && permission.state !== "granted");
  button.setAttribute("aria-pressed", String(tells()));
}

async function choose() {
  if (tells()) return keep("off", "You are not told any more.");
  const answer = permission.state === "granted" ? "granted" : await Notification.requestPermission();
  if (answer === "granted") keep("on", "You are told while this tab stays open.");
  else keep("no", "That is fine: you are not asked again.");
}

function keep(choice, words) {
  localStorage.setItem(PLACE, choice);
  box().querySelector("[role=status]").textContent = words;
  show();
}

function tell() {
  const title = document.getElementById("msg")
    ? "Your draft is ready"
    : document.getElementById("work-title")?.textContent;
  const body = document.getElementById("work")?.ariaLabel ?? "";
  try {
    const told = new Notification((title ?? document.title).trim(), {
      body,
      tag: location.pathname,
      icon: document.querySelector("link[rel=icon]").href,
    });
    told.addEventListener("click", () => (focus(), told.close()));
  } catch {
    // A browser that tells by push alone: the tab's own page says it.
  }
}

function look() {
  const waited = waits;
  waits = Boolean(box());
  show();
  if (waited && !waits && tells() && document.visibilityState === "hidden") tell();
}

export async function tellWhenReady() {
  document.addEventListener("htmx:after:swap", look);
  document.addEventListener("click", ({ target }) => target.closest?.("#tell button") && choose());
  look();
  if (!globalThis.Notification) return;
  permission = await navigator.permissions.query({ name: "notifications" });
  permission.addEventListener("change", show);
  show();
}
