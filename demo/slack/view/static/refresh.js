/** Looks for news every 2 s while someone looks; only what changed is put in, so focus and scrolling stay. */
const EVERY_MS = 2_000;
const seen = new Map([...document.querySelectorAll("[data-live]")].map((part) => [part.id, part.innerHTML]));

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html", "x-demo-refresh": "1" } }).catch(
    () => undefined,
  );
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    // Nobody's dialog, menu or unfolded line is taken away under their hands.
    if (
      !next ||
      seen.get(part.id) === next.innerHTML ||
      part.querySelector(":is(dialog, details)[open], :popover-open")
    ) {
      continue;
    }
    seen.set(part.id, next.innerHTML);
    const typed = typedIn(part);
    part.replaceChildren(...next.childNodes);
    putBack(part, typed);
  }
  document.dispatchEvent(new Event("refreshed"));
}

/** What people typed or chose, and where they were: an app may change a view while someone is in it. */
function typedIn(part) {
  const fields = [...part.querySelectorAll("[name^='v:']")];
  const here = part.contains(document.activeElement) ? document.activeElement.id : "";
  return { here, values: fields.filter(isTouched).map((each) => [nameOf(each), each.value, each.checked]) };
}

function isTouched(field) {
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

function putBack(part, { here, values }) {
  for (const [name, value, checked] of values) {
    const field = [...part.querySelectorAll("[name^='v:']")].find((each) => nameOf(each) === name);
    if (field && "checked" in field && /checkbox|radio/.test(field.type)) field.checked = checked;
    else if (field) field.value = value;
  }
  if (here) document.getElementById(here)?.focus();
}

function nameOf(field) {
  return /checkbox|radio/.test(field.type) ? `${field.name}=${field.value}` : field.name;
}

setInterval(refresh, EVERY_MS);
