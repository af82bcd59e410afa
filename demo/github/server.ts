import { Hono, type MiddlewareHandler } from "hono";
import { etag } from "hono/etag";
import type { Clock } from "../../base/clock.ts";
import { systemClock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { listen } from "../listen.ts";
import { ownRequests } from "../own-requests.ts";
import { controlRoutes } from "./controls.ts";
import { readDataSets } from "./data-set.ts";
import type { Environment, RestContext } from "./environment.ts";
import { createFaults } from "./faults.ts";
import { graphqlRoute } from "./graphql.ts";
import { REAL_PAGES } from "./links.ts";
import { pageRoutes } from "./pages.ts";
import { pullRoutes } from "./pulls.ts";
import { createRateLimits } from "./rate-limit.ts";
import { movedTo, notFound, refuse } from "./refusals.ts";
import { releaseRoutes } from "./releases.ts";
import { apiRoot, repositoryRoutes } from "./repositories.ts";
import { repositoryId } from "./repository-shape.ts";
import { createRequestLog } from "./request-log.ts";
import { createWorld, type World } from "./world.ts";

/** GitHub's own addresses are plain; those of a GitHub Enterprise Server have the prefix. */
const API_PREFIXES = ["", "/api/v3"];
/** The pages of a repository and of a pull request: links lead there from everywhere. */
const PAGE = /^\/(?!(?:_demo|api|repos|search|user)\/)[^/]+\/[^/]+(?:\/pull\/\d+)?$/;

export type DemoGitHubOptions = {
  /** Data-set files, or folders of them. */
  data: readonly string[];
  shift: "today" | "none";
  /** If given, any other token is refused; no token at all is fine. */
  token?: string;
  /** Where `html_url` leads: github.com unless given; `self` for the pages of this server. */
  htmlUrl?: string;
  port?: number;
  host?: string;
  clock?: Clock;
  log?: Log;
};

export type DemoGitHub = { url: string; repositories: string[]; close(): Promise<void> };

/**
 * Starts the stand-in for GitHub's REST API, and for the part of its GraphQL API that Pulse asks.
 *
 * @throws {Error} when a data set does not fit, or the port is taken.
 */
export async function startDemoGitHub(options: DemoGitHubOptions): Promise<DemoGitHub> {
  const world = createWorld(readDataSets(options.data), options.shift, options.clock ?? systemClock);
  const app = demoGitHubApp(world, options);
  const listening = await listen(
    { fetch: (request, bindings) => app.fetch(byName(request, world), bindings) },
    options,
  );
  return { ...listening, repositories: world.repositories().map(({ full_name }) => full_name) };
}

/** `/repositories/{id}/…`, where redirects lead to, is the same as `/repos/{owner}/{repo}/…`. */
function byName(request: Request, world: World): Request {
  const url = new URL(request.url);
  const [, prefix = "", id = ""] = /^(\/api\/v3)?\/repositories\/(\d+)(?=\/|$)/.exec(url.pathname) ?? [];
  const found = id && world.repositories().find(({ full_name }) => String(repositoryId(full_name)) === id);
  if (!found) return request;
  url.pathname = url.pathname.replace(`${prefix}/repositories/${id}`, `${prefix}/repos/${found.full_name}`);
  return new Request(url, request);
}

/** Whatever is asked of a repository under a name that it had is answered with where it is. */
function leadFromOldNames(world: World): MiddlewareHandler<Environment> {
  return async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const [asked, name = ""] = /^(?:\/api\/v3)?\/repos\/([^/]+\/[^/]+)/.exec(pathname) ?? [];
    const moved = asked && !world.repository(name) && world.formerly(name);
    if (!moved) return next();
    return movedTo(
      c,
      `${c.get("links").api}/repositories/${repositoryId(moved.full_name)}${pathname.slice(asked.length)}${search}`,
    );
  };
}

function demoGitHubApp(world: World, options: DemoGitHubOptions): Hono<Environment> {
  const clock = options.clock ?? systemClock;
  const requests = createRequestLog(clock);
  const faults = createFaults(clock);
  const limits = createRateLimits(clock);

  const app = new Hono<Environment>().use(ownRequests((path) => PAGE.test(path)));
  app.route("/_demo", controlRoutes(world, requests, faults));
  app.use(requests.middleware, limits.headers);
  app.use(async (c, next) => {
    const { origin, pathname } = new URL(c.req.url);
    const api = origin + (pathname.startsWith("/api/v3/") ? "/api/v3" : "");
    c.set("links", { api, html: options.htmlUrl === "self" ? origin : (options.htmlUrl ?? REAL_PAGES) });
    return tokenFits(c, options.token) ? next() : refuse(c, 401, "Bad credentials");
  });
  app.use(faults.middleware, leadFromOldNames(world), etag({ weak: true }));
  for (const prefix of API_PREFIXES) {
    app.get(`${prefix}/rate_limit`, (c) => c.json(limits.overview()));
    app.route(prefix || "/", repositoryRoutes(world));
    app.route(prefix || "/", pullRoutes(world));
    app.route(prefix || "/", releaseRoutes(world));
  }
  // That of the host itself is a page for people.
  app.get("/api/v3/", apiRoot);
  for (const path of ["/graphql", "/api/graphql"]) app.route(path, graphqlRoute(world));
  app.route("/", pageRoutes(world));
  app.notFound(notFound);
  app.onError((error, c) => {
    options.log?.error({ error, path: c.req.path }, "A request failed.");
    return refuse(c, 500, "Server Error");
  });
  return app;
}

function tokenFits(c: RestContext, token: string | undefined): boolean {
  const given = c.req.header("authorization")?.replace(/^(bearer|token)\s+/i, "");
  return token === undefined || given === undefined || given === token;
}
