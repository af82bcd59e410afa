const MEASURES: Record<string, string> = {
  ms: "ms millisecond milliseconds msec",
  s: "s sec secs second seconds",
  min: "min mins minute minutes",
  h: "h hr hrs hour hours",
  day: "d day days",
  week: "w week weeks",
  month: "month months",
  year: "year years yr yrs",
  byte: "b byte bytes",
  kb: "kb kib kilobyte kilobytes",
  mb: "mb mib megabyte megabytes",
  gb: "gb gib gigabyte gigabytes",
  tb: "tb tib terabyte terabytes",
};
const BY_NAME = new Map(
  Object.entries(MEASURES).flatMap(([measure, names]) =>
    names.split(" ").map((name): [string, string] => [name, measure]),
  ),
);

const NEXT_WORD = /^[\s-]{0,2}(\p{L}{1,12})(?![\p{L}\p{N}])/u;

/** The unit of a number: of "10s" or "10 seconds" it is `s`; null where nothing that measures follows. @param rest What stands behind the digits. */
export function measureAt(rest: string): string | null {
  const name = NEXT_WORD.exec(rest.slice(0, 16))?.[1];
  return name ? (BY_NAME.get(name.toLowerCase()) ?? null) : null;
}
