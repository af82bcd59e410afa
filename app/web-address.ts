/** An address that Slack or GitHub told us, to be shown as a link; "" unless it is one of the web. */
export function webAddress(told: string): string {
  const address = URL.parse(told);
  return address?.protocol === "https:" || address?.protocol === "http:" ? address.href : "";
}
