/** `1732158000.000100` as the permalink writes it, and back. */
export const permalinkId = (ts: string) => ts.replace(".", "");
export const tsOfPermalink = (id: string) => id.replace(/^p(\d+)(\d{6})$/, "$1.$2");

export const atOf = (ts: string) => new Date(Number(ts) * 1_000);
