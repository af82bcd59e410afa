import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor } from "../deps.ts";
import { allowModels } from "../models/allow-models.ts";
import { stopModels } from "../models/stop-models.ts";
import { modelCard, type ModelCard, type Tried } from "./connections-model.ts";
import { field, fieldsOf, isPartial, seeOther, type Fields, type Handler, type Web } from "./context.ts";
import { setFlash, type FlashCode } from "./flash.ts";
import { page, part, type WebDeps } from "./page.ts";
import type { RouteName } from "./rights.ts";

export type ConnectionsView = { github: ConnectionCard; model: ModelCard; slack: ConnectionCard };

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
};

type Part = "github" | "slack";
type Tested = { ok: boolean; found: string; next: string };

export function connectionRoutes(deps: WebDeps) {
  return {
    "GET /connections": (c) => drawConnections(c, deps),
    "POST /connections/:part/test": async (c) => {
      await fieldsOf(c);
      const name = c.req.param("part");
      if (name === "model") {
        if (isPartial(c)) return part(c, deps, "connections/model-card", await modelCard(deps, true));
        return drawConnections(c, deps, { model: await modelCard(deps, true) });
      }
      if (name !== "github" && name !== "slack")
        throw new Problem("not_found", "There is nothing to test.", "Choose GitHub, the model or Slack.");
      const card = CARDS[name](deps, await TESTS[name](deps));
      return isPartial(c) ? part(c, deps, "connections/card", card) : drawConnections(c, deps, { [name]: card });
    },
    "POST /connections/model/stop": (c) =>
      switched(c, deps, "models_stopped", (actor, fields) =>
        stopModels(deps, actor, { reason: field(fields, "reason") }),
      ),
    "POST /connections/model/permission": (c) =>
      switched(c, deps, "models_allowed", (actor) => allowModels(deps, actor)),
  } satisfies Partial<Record<RouteName, Handler>>;
}

async function drawConnections(
  c: Web,
  deps: WebDeps,
  known: Partial<ConnectionsView> = {},
  status = 200,
): Promise<Response> {
  const model = known.model ?? (await modelCard(deps, false));
  const view = { github: githubCard(deps), slack: slackCard(deps), ...known, model };
  return page(c, deps, "connections/page", view, { title: "Connections", current: "/connections", status });
}

/** What does not work is said on the card, with what was typed. */
async function switched(
  c: Web,
  deps: WebDeps,
  flash: FlashCode,
  work: (actor: Actor, fields: Fields) => Promise<unknown>,
): Promise<Response> {
  const fields = await fieldsOf(c);
  try {
    await work(c.var.actor, fields);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const tried: Tried = { message: error.message, remedy: error.remedy, reason: field(fields, "reason") };
    return drawConnections(c, deps, { model: await modelCard(deps, false, tried) }, error.status);
  }
  setFlash(c, flash);
  return seeOther(c, "/connections#conn-model");
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

const CARDS: Record<Part, (deps: WebDeps, tested: Tested) => ConnectionCard> = { github: githubCard, slack: slackCard };

function githubCard({ settings }: WebDeps, tested?: Tested): ConnectionCard {
  const demo = settings.parts.github === "demo";
  return {
    ...{ part: "github", name: "GitHub", icon: "git-pull-request", ...stateOf(demo, tested) },
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

function slackCard({ settings }: WebDeps, tested?: Tested): ConnectionCard {
  const demo = settings.parts.slack === "demo";
  return {
    ...{ part: "slack", name: "Slack", icon: "hash", ...stateOf(demo, tested) },
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

function stateOf(demo: boolean, tested: Tested | undefined): Pick<ConnectionCard, "state" | "label"> {
  if (tested && !tested.ok) return { state: "broken", label: "Broken" };
  if (demo) return { state: "demo", label: tested ? "Demo, works" : "Demo" };
  return tested ? { state: "connected", label: "Connected" } : { state: "untested", label: "Set up" };
}
