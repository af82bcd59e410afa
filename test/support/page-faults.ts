import type { Page } from "playwright-core";

/** What somebody would see go wrong with a page as it stands, each as one line: it scrolls sideways, or a bar lies over what has the focus. */
export async function pageFaults(page: Page): Promise<string[]> {
  // A page that renews itself, or is being left, cannot be asked; the next one is a moment away.
  const ask = (script: string) => page.evaluate<string[]>(script).catch(() => page.evaluate<string[]>(script));
  return [...(await ask(WIDER)), ...(await ask(COVERED))];
}

/** What stands out of a page that scrolls sideways. */
const WIDER = `document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
  .map((one) => "it scrolls sideways: " + one.tagName + "." + one.className + " to " + Math.round(one.getBoundingClientRect().right))`;

/**
 * Gives each thing that the Tab key reaches the focus, and looks whether anything lies over it, such as a bar or a toast. Where something is open above the page, only that is walked. The focus and the scroll are as before afterwards.
 */
const COVERED = `(() => {
  const reached = "a[href], button, input, select, textarea, summary, [tabindex]";
  const held = document.activeElement;
  const from = [scrollX, scrollY];
  const name = (one) => one.tagName.toLowerCase() + " “" +
    (one.ariaLabel || one.innerText || one.name || one.id || "").trim().replace(/\\s+/g, " ").slice(0, 40) + "”";
  const lies = (one) => getComputedStyle(one).position !== "static" && getComputedStyle(one).position !== "relative";
  /** What shows at a point instead, unless it holds what has the focus or stands right beside it, as an icon does. */
  const barAt = (x, y, one) => {
    for (let hit = document.elementFromPoint(x, y); hit; hit = hit.parentElement)
      if (lies(hit) && !hit.contains(one) && !one.parentElement.contains(hit)) return hit;
    return null;
  };
  const moved = () => [...document.querySelectorAll("body *")].filter((one) => one.scrollTop !== 0);
  const before = new Map(moved().map((one) => [one, one.scrollTop]));
  const open = [...document.querySelectorAll(":popover-open")].at(-1);
  const faults = [];
  const all = [...(open ?? document).querySelectorAll(reached)]
    .filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }));
  // Of a list of a thousand, a hundred.
  const step = Math.ceil(all.length / 100);
  for (const one of all.filter((_, index) => index % step === 0 || index === all.length - 1)) {
    one.focus({ focusVisible: true });
    if (document.activeElement !== one) continue;
    // A choice that is not drawn itself is seen by its label.
    const undrawn = one.offsetWidth < 4 || getComputedStyle(one).opacity === "0";
    const seen = undrawn ? one.labels?.[0] ?? one : one;
    const { left, right, top, bottom, height } = seen.getBoundingClientRect();
    if (bottom <= 0 || top >= innerHeight) faults.push(name(one) + " has the focus and is out of sight");
    // Nobody sees the whole of what is higher than the page.
    if (height > innerHeight * 0.6) continue;
    // What one types is seen line by line.
    const points = one.matches("textarea") ? [[left + 12, top + 12]] : [[(left + right) / 2, (top + bottom) / 2], [left + 3, top + 3], [right - 3, top + 3], [left + 3, bottom - 3], [right - 3, bottom - 3]];
    const bar = points.map(([x, y]) => barAt(x, y, one)).find(Boolean);
    if (bar) faults.push(name(one) + " has the focus under " + bar.tagName.toLowerCase() + "." + bar.className + "#" + bar.id);
  }
  if (held === document.body) document.activeElement.blur();
  else held.focus({ preventScroll: true });
  for (const one of moved()) one.scrollTop = before.get(one) ?? 0;
  scrollTo(...from);
  return faults;
})()`;
