import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Actor } from "../../deps.ts";
import { allowModels } from "../../models/allow-models.ts";
import { clearLostCalls } from "../../models/clear-lost-calls.ts";
import { stopModels } from "../../models/stop-models.ts";
import { manifestOf } from "../../slack/setup/manifest.ts";
import { modelCard, type ModelCard, type TriedSwitch } from "./connections-model.ts";
import { modeOf, slackCard, testSlack, type SlackCard } from "./connections-slack.ts";
import { field, isPartial, queryOf, seeOther, type Fields, type Handler, type Web } from "../page/context.ts";
import { setFlash, type FlashCode } from "../page/flash.ts";
import { page, part, type WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";

export type ConnectionsView = { github: ConnectionCard; model: ModelCard; slack: SlackCard };

export type ConnectionCard = {
  part: "github";
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

type Tested = { ok: boolean; found: string; next: string };

export type ConnectionsPages = {
  "connections/page": ConnectionsView;
  "connections/card": ConnectionCard;
  "connections/model-card": ModelCard;
  "connections/slack-card": SlackCard;
};

export function connectionRoutes(deps: WebDeps<ConnectionsPages>) {
  return {
    "GET /connections": (c) => drawConnections(c, deps),
    "GET /connections/slack/manifest": (c) => c.json(manifestOf(modeOf(deps, queryOf(c)), deps.settings.publicUrl)),
    "POST /connections/:part/test": async (c) => {
      await fieldsOf(c);
      const test = TESTS[c.req.param("part") ?? ""];
      if (!test) throw new Problem("not_found", "There is nothing to test.", "Choose GitHub, the model or Slack.");
      return test(c, deps);
    },
    "POST /connections/model/stop": (c) =>
      switched(c, deps, "models_stopped", (actor, fields) =>
        stopModels(deps, actor, { reason: field(fields, "reason") }),
      ),
    "POST /connections/model/permission": (c) =>
      switched(c, deps, "models_allowed", (actor) => allowModels(deps, actor)),
    "POST /connections/model/clearance": (c) =>
      switched(c, deps, "models_cleared", (actor) => clearLostCalls(deps, actor), "clearance"),
  } satisfies Partial<Record<RouteName, Handler>>;
}

async function drawConnections(
  c: Web,
  deps: WebDeps<ConnectionsPages>,
  known: Partial<ConnectionsView> = {},
  status = 200,
): Promise<Response> {
  const model = known.model ?? (await modelCard(deps, false));
  const slack = known.slack ?? slackCard(deps, queryOf(c));
  const view = { github: githubCard(deps), ...known, slack, model };
  return page(c, deps, "connections/page", view, { title: "Connections", current: "/connections", status });
}

/** What does not work is said on the card, with what was typed. */
async function switched(
  c: Web,
  deps: WebDeps<ConnectionsPages>,
  flash: FlashCode,
  work: (actor: Actor, fields: Fields) => Promise<unknown>,
  what: TriedSwitch["what"] = "switch",
): Promise<Response> {
  const fields = await fieldsOf(c);
  try {
    await work(c.var.actor, fields);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { message, remedy } = error;
    const tried: TriedSwitch = { what, message, remedy, reason: field(fields, "reason") };
    return drawConnections(c, deps, { model: await modelCard(deps, false, tried) }, error.status);
  }
  setFlash(c, flash);
  return seeOther(c, "/connections#conn-model");
}

type Test = (c: Web, deps: WebDeps<ConnectionsPages>) => Promise<Response> | Response;

const TESTS: Record<string, Test> = {
  async model(c, deps) {
    const model = await modelCard(deps, true);
    return isPartial(c) ? part(c, deps, "connections/model-card", model) : drawConnections(c, deps, { model });
  },
  async github(c, deps) {
    const github = githubCard(deps, await testGithub(deps));
    return isPartial(c) ? part(c, deps, "connections/card", github) : drawConnections(c, deps, { github });
  },
  async slack(c, deps) {
    const slack = slackCard(deps, queryOf(c), await testSlack(deps));
    return isPartial(c) ? part(c, deps, "connections/slack-card", slack) : drawConnections(c, deps, { slack });
  },
};

async function testGithub({ pipelines }: WebDeps): Promise<Tested> {
  try {
    const { repositories } = await pipelines.repositories();
    const found = `${repositories.length} ${repositories.length === 1 ? "repository" : "repositories"} can be read.`;
    return { ok: true, found, next: "" };
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): Tested {
  if (error instanceof Problem) return { ok: false, found: error.message, next: error.remedy };
  return { ok: false, found: "It does not answer.", next: "Check the network and the address, then test again." };
}

function githubCard({ settings }: WebDeps, tested?: Tested): ConnectionCard {
  const demo = settings.parts.github === "demo";
  return {
    part: "github",
    name: "GitHub",
    icon: "git-pull-request",
    ...stateOf(demo, tested),
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

function stateOf(demo: boolean, tested: Tested | undefined): Pick<ConnectionCard, "state" | "label"> {
  if (tested && !tested.ok) return { state: "broken", label: "Broken" };
  if (demo) return { state: "demo", label: tested ? "Demo, works" : "Demo" };
  return tested ? { state: "connected", label: "Connected" } : { state: "untested", label: "Set up" };
}
