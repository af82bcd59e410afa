import { MODELS } from "../../words.ts";

/** "84%", "1.5%"; "–" for what is not known. */
export function share(part: number | null): string {
  if (part === null) return "–";
  return `${(part * 100).toLocaleString("en", { maximumFractionDigits: part < 0.1 ? 1 : 0 })}%`;
}

const DAY_H = 24;

/** "24 min", "3.4 h", "2.5 days" */
export function duration(hours: number | null): string {
  if (hours === null) return "–";
  if (hours === 0) return "0 h";
  if (hours < 1) return `${Math.max(1, Math.round(hours * 60))} min`;
  return hours < 2 * DAY_H ? `${shortNumber(hours)} h` : `${shortNumber(hours / DAY_H)} days`;
}

export const amount = (number: number | null): string => (number === null ? "–" : number.toFixed(1));

export const writerLabel = (writer: string): string => MODELS.find(({ value }) => value === writer)?.chip ?? writer;

export const shortNumber = (number: number): string => number.toLocaleString("en", { maximumFractionDigits: 1 });
