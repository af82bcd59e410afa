import { Hono } from "hono";
import type { Environment } from "./environment.ts";
import { issueOfPull } from "./issue-shape.ts";
import { onePage } from "./paging.ts";
import { refuse } from "./refusals.ts";
import { parseQuery } from "./search-query.ts";
import type { Pull, Repository, World } from "./world.ts";

const DOCUMENTATION = "https://docs.github.com/v3/search/";

export function searchRoutes(world: World): Hono<Environment> {
  return new Hono<Environment>().get("/search/issues", (c) => {
    const query = parseQuery(c.req.query("q") ?? "");
    if ("fault" in query) return refuse(c, 422, `Validation Failed: ${query.fault}`, DOCUMENTATION);

    const named = query.repos.map((name) => world.repository(name));
    if (named.includes(undefined)) {
      // As on GitHub: a repository that one cannot see is a faulty query, not an empty answer.
      return refuse(c, 422, "Validation Failed: The listed repositories cannot be searched.", DOCUMENTATION);
    }
    const places = named.length > 0 ? named.filter((each) => each !== undefined) : world.repositories();
    const hits = places.flatMap((repository) => {
      const fitting = repository.pulls.filter((pull) => query.test(pull, repository));
      return fitting.map((pull): [Pull, Repository] => [pull, repository]);
    });
    const key = c.req.query("sort") === "updated" ? "updated_at" : "created_at";
    const sign = c.req.query("order") === "asc" ? 1 : -1;
    hits.sort(([a], [b]) => sign * (a[key] - b[key] || a.number - b.number));
    const items = onePage(c, hits).map(([pull, repository]) => issueOfPull(pull, repository, c.get("links")));
    return c.json({ total_count: hits.length, incomplete_results: false, items });
  });
}
