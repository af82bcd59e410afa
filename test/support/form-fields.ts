/** What a browser would send of a page's form, with nothing touched: what is switched off or not ticked is left out. */
export function formFields(page: string, id: string): [string, string][] {
  const form = new RegExp(`<form[^>]* id="${id}"[^]*?</form>`).exec(page)?.[0] ?? "";
  return [...form.matchAll(/<(input|select|textarea)\b([^>]*)>/g)].flatMap(([, kind, given = ""], at, all) => {
    const name = attribute(given, "name");
    const isLeftOut = name === null || /\sdisabled/.test(given) || (isChoice(given) && !/\schecked/.test(given));
    if (isLeftOut) return [];
    const rest = form.slice(all[at]!.index + all[at]![0].length);
    return [[name, kind === "input" ? dateOr(given) : kind === "select" ? chosenIn(rest) : textIn(rest)]];
  });
}

const isChoice = (given: string) => /type="(?:radio|checkbox)"/.test(given);

/** A date field holds a date, or nothing. */
function dateOr(given: string): string {
  const value = attribute(given, "value") ?? "";
  return /type="date"/.test(given) && !/^\d{4}-\d{2}-\d{2}$/.test(value) ? "" : value;
}

function chosenIn(rest: string): string {
  const options = [...rest.slice(0, rest.indexOf("</select>")).matchAll(/<option([^>]*)>/g)].map(
    ([, given = ""]) => given,
  );
  return attribute(options.find((given) => /\sselected/.test(given)) ?? options[0] ?? "", "value") ?? "";
}

const textIn = (rest: string) => decoded(rest.slice(0, rest.indexOf("</textarea>")));

function attribute(given: string, name: string): string | null {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(given);
  return found ? decoded(found[1] ?? "") : null;
}

const decoded = (text: string) =>
  text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
