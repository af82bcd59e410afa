import { linesOfHtml } from "./words-of-html.ts";

export const wordsOf = (html: string) => linesOfHtml(html).join(" ");

/** Each row as what a person reads in it. */
export const rowsOf = (page: string) =>
  page
    .split('<li class="led">')
    .slice(1)
    .map((row) => wordsOf(row.slice(0, row.indexOf("</li>"))));
export const numbersOf = (page: string) => rowsOf(page).map((row) => Number(/#(\d+)/.exec(row)?.[1]));
