import { Problem } from "../../webhooks/contract/problem.ts";
import { field, fieldsOf, isPartial, type Handler } from "./context.ts";
import { page, part, type WebDeps } from "./page.ts";
import type { RouteName } from "./rights.ts";

export type ConnectionsView = { cards: ConnectionCard[] };

export type ConnectionCard = {
  part: Part;
  name: string;
  icon: string;
  state: "demo" | "connected" | "broken" | "untested";
  label: string;
  what: string;
  /** What was just found; "" before the first test. */
  found: string;
  next: string;
  link: { href: string; text: string } | null;
  testable: boolean;
};

type Part = "github" | "model" | "slack";
type Tested = { ok: boolean; found: string; next: string };

export function connectionRoutes(deps: WebDeps) {
  const cards = (tested: Partial<Record<Part, Tested>> = {}) => [
    githubCard(deps, tested.github),
    modelCard(),
    slackCard(deps, tested.slack),
  ];
  return {
    "GET /connections": (c) =>
      page(c, deps, "connections/page", { cards: cards() }, { title: "Connections", current: "/connections" }),
    "POST /connections/:part/test": async (c) => {
      await fieldsOf(c);
      const name = c.req.param("part") ?? field({}, "");
      if (name !== "github" && name !== "slack")
        throw new Problem("not_found", "There is nothing to test.", "Choose GitHub or Slack.");
      const drawn = cards({ [name]: await TESTS[name](deps) });
      const card = drawn.find((one) => one.part === name);
      if (isPartial(c) && card) return part(c, deps, "connections/card", card);
      return page(c, deps, "connections/page", { cards: drawn }, { title: "Connections", current: "/connections" });
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

const TESTS = {
  async github({ pipelines }: WebDeps): Promise<Tested> {
    try {
      const { repositories } = await pipelines.repositories();
      const found = `${repositories.length} ${repositories.length === 1 ? "repository" : "repositories"} can be read.`;
      return { ok: true, found, next: "" };
    } catch (error) {
      return failed(error);
    }
  },
  async slack({ slack }: WebDeps): Promise<Tested> {
    try {
      const health = await slack.test();
      if (!health.ok) return { ok: false, found: health.message, next: health.remedy };
      const channels = (await slack.channels()).filter(({ is_member }) => is_member).length;
      const where = `${channels} ${channels === 1 ? "channel" : "channels"} it is in`;
      return { ok: true, found: `Signed in to ${health.team} as @${health.bot}, with ${where}.`, next: "" };
    } catch (error) {
      return failed(error);
    }
  },
};

function failed(error: unknown): Tested {
  if (error instanceof Problem) return { ok: false, found: error.message, next: error.remedy };
  return { ok: false, found: "It does not answer.", next: "Check the network and the address, then test again." };
}

function githubCard({ settings }: WebDeps, tested: Tested | undefined): ConnectionCard {
  const demo = settings.parts.github === "demo";
  return {
    ...{ part: "github", name: "GitHub", icon: "git-pull-request", testable: true, ...stateOf(demo, tested) },
    what: "Reads merged pull requests, through MCP. Read-only.",
    found: tested?.found ?? "",
    next:
      tested?.next ||
      (demo
        ? "To read your own repositories, set GITHUB_TOKEN to a fine-grained token with read access to pull requests, and start again."
        : ""),
    link: demo && settings.demoGithubUrl ? { href: settings.demoGithubUrl, text: "Open the demo GitHub" } : null,
  };
}

function slackCard({ settings }: WebDeps, tested: Tested | undefined): ConnectionCard {
  const demo = settings.parts.slack === "demo";
  return {
    ...{ part: "slack", name: "Slack", icon: "hash", testable: true, ...stateOf(demo, tested) },
    what: "Posts what a person approved. Nothing else, and never by itself.",
    found: tested?.found ?? "",
    next:
      tested?.next ||
      (demo
        ? "To post for real, make a Slack app with chat:write, channels:read and channels:history, set SLACK_BOT_TOKEN, and start again."
        : "In a draft, “Send to me first” shows you the message in Slack before anyone else sees it."),
    link: demo && settings.demoSlackUrl ? { href: settings.demoSlackUrl, text: "Open the demo Slack" } : null,
  };
}

function modelCard(): ConnectionCard {
  return {
    ...{ part: "model", name: "Model", icon: "cpu", state: "connected", label: "Rules, no model", testable: false },
    what: "Picks and sorts titles by fixed rules. Free, about two seconds, and it cannot make anything up.",
    ...{
      found: "",
      next: "Tone, wishes and iterations come with a model. There is none to connect in this version.",
      link: null,
    },
  };
}

function stateOf(demo: boolean, tested: Tested | undefined): Pick<ConnectionCard, "state" | "label"> {
  if (tested && !tested.ok) return { state: "broken", label: "Broken" };
  if (demo) return { state: "demo", label: tested ? "Demo, works" : "Demo" };
  return tested ? { state: "connected", label: "Connected" } : { state: "untested", label: "Set up" };
}
