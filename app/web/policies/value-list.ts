/** "docs/, *.md": values as somebody types them, with commas between; one that has a comma of its own stands in quotes. */
export function valuesIn(typed: string): string[] {
  const values: string[] = [];
  let [value, quoted] = ["", false];
  for (const sign of typed) {
    if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === "," || sign === "\n")) {
      values.push(value);
      value = "";
    } else value += sign;
  }
  return [...values, value].map((one) => one.trim()).filter((one) => one !== "");
}

export const valuesText = (values: readonly string[]): string =>
  values.map((value) => (/[,\n]/.test(value) ? `"${value}"` : value)).join(", ");
