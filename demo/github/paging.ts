import type { RestContext } from "./environment.ts";

/** Source: docs.github.com, "Using pagination in the REST API". */
const DEFAULT_PER_PAGE = 30;
const MAX_PER_PAGE = 100;

/** The page that the request asks for; sets the Link header where there is more than one. */
export function onePage<T>(c: RestContext, items: readonly T[]): T[] {
  const perPage = Math.min(positive(c.req.query("per_page"), DEFAULT_PER_PAGE), MAX_PER_PAGE);
  const page = positive(c.req.query("page"), 1);
  const last = Math.max(1, Math.ceil(items.length / perPage));

  const relations: [string, number][] = [];
  if (page > 1) relations.push(["prev", Math.min(page - 1, last)]);
  if (page < last) relations.push(["next", page + 1], ["last", last]);
  if (page > 1) relations.push(["first", 1]);
  if (relations.length > 0)
    c.header("Link", relations.map(([name, to]) => `<${addressOf(c, to)}>; rel="${name}"`).join(", "));

  return items.slice((page - 1) * perPage, page * perPage);
}

function positive(text: string | undefined, fallback: number): number {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : fallback;
}

function addressOf(c: RestContext, page: number): string {
  const address = new URL(c.req.url);
  address.searchParams.set("page", String(page));
  return address.href;
}
