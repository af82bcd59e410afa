import type { DateRange } from "../../../webhooks/contract/parameters.ts";
import { windowText } from "../../../webhooks/contract/window-text.ts";
import type { UpdateDetail } from "../../updates/load.ts";

/** One line: what it is about, and when. */
export type HeadView = {
  /** "acme/harbor", "acme/harbor and 2 more". */
  sources: string;
  /** "22–28 November 2026", and the same where there is less room; "" while nobody knows. */
  dates: string;
  short: string;
};

export function headView({ update, generation }: UpdateDetail): HeadView {
  const [first, ...others] = update.brief.sources;
  const window: DateRange | undefined = generation?.timeframe ?? generation?.parameters.date_range;
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  return {
    sources: `${first?.repo ?? ""}${more}`,
    dates: window ? windowText(window) : "",
    short: window ? windowText(window, "short") : "",
  };
}
