/**
 * "docs/, *.md": values as somebody types them, with commas between. One that has a comma, or a quote at its beginning, stands in quotes;
 * a quote in these is written twice. A quote anywhere else is itself, and one that nothing closes goes to the end.
 */
export function valuesIn(typed: string): string[] {
  const values: string[] = [];
  let [value, quoted] = ["", false];
  for (let at = 0; at < typed.length; at += 1) {
    const sign = typed.charAt(at);
    if (sign === '"' && quoted && typed.charAt(at + 1) === '"') {
      value += sign;
      at += 1;
    } else if (sign === '"' && (quoted || value.trim() === "")) quoted = !quoted;
    else if (!quoted && (sign === "," || sign === "\n")) {
      values.push(value);
      value = "";
    } else value += sign;
  }
  return [...values, value].map((one) => one.trim()).filter((one) => one !== "");
}

export const valuesText = (values: readonly string[]): string =>
  values.map((value) => (/^"|[,\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(", ");
