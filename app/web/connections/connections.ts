import { z } from "zod";
import { readJson } from "../../../base/bounded-json.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Actor } from "../../deps.ts";
import { allowModels } from "../../models/allow-models.ts";
import { clearLostCalls } from "../../models/clear-lost-calls.ts";
import { forgetModel } from "../../models/forget-model.ts";
import { stopModels } from "../../models/stop-models.ts";
import { manifestOf } from "../../slack/setup/manifest.ts";
import { askOfModels, askWhatWasFound, modelCard, type ModelCard, type TriedSwitch } from "./connections-model.ts";
import { modeOf, slackCard, testSlack, type SlackCard } from "./connections-slack.ts";
import { modelsView, type ModelsView, type TriedModel } from "./models-view.ts";
import { field, isPartial, queryOf, seeOther, type Fields, type Handler, type Web } from "../page/context.ts";
import { setFlash, type FlashCode } from "../page/flash.ts";
import { page, part, type WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";

export type ConnectionsView = {
  github: ConnectionCard;
  model: ModelCard;
  slack: SlackCard;
  /** Null where no model is set up or remembered, or nobody says. */
  models: ModelsView | null;
};

export type ConnectionCard = {
  part: "github";
  name: string;
  icon: string;
  state: "demo" | "connected" | "broken" | "untested";
  label: string;
  what: string;
  /** What was just found; "" before the first test. */
  found: string;
  /** What people should know of how it is read. */
  notes: readonly string[];
  next: string;
  link: { href: string; text: string } | null;
};

type Tested = { ok: boolean; found: string; next: string; notes?: readonly string[] };

export type ConnectionsPages = {
  "connections/page": ConnectionsView;
  "connections/card": ConnectionCard;
  "connections/models": ModelsView;
  "connections/slack-card": SlackCard;
};

export function connectionRoutes(deps: WebDeps<ConnectionsPages>) {
  return {
    "GET /connections": (c) => drawConnections(c, deps),
    // For the page that follows a test. Without an answer from the pipelines it stays as it is, and asks again.
    "GET /connections/models": async (c) => {
      if (!isPartial(c)) return seeOther(c, "/connections#models");
      const { found, offered } = await askWhatWasFound(deps);
      if (!found) return c.body(null, 204);
      return part(c, deps, "connections/models", await modelsView(deps, c.var.actor, found, offered));
    },
    "GET /connections/slack/manifest": (c) => c.json(manifestOf(modeOf(deps, queryOf(c)), deps.settings.publicUrl)),
    "POST /connections/:part/test": async (c) => {
      await fieldsOf(c);
      const test = TESTS[c.req.param("part") ?? ""];
      if (!test) throw new Problem("not_found", "There is nothing to test.", "Choose GitHub, the model or Slack.");
      return test(c, deps);
    },
    "POST /connections/model/test/cancellation": (c) =>
      ofModel(c, deps, "test_stopped", (_actor, fields) => deps.pipelines.stopModelTest(field(fields, "test"))),
    "POST /connections/model/found/deletion": (c) =>
      ofModel(c, deps, "model_forgotten", (actor, fields) => forgetModel(deps, actor, namedIn(fields))),
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

type Shown = Partial<Pick<ConnectionsView, "github" | "slack">> & {
  status?: number;
  /** What did not work on the model's card, or with one of the models. */
  tried?: TriedSwitch | null;
  triedModel?: TriedModel;
};

async function drawConnections(c: Web, deps: WebDeps<ConnectionsPages>, shown: Shown = {}): Promise<Response> {
  const { status = 200, tried = null, triedModel = null, ...known } = shown;
  const asked = await askOfModels(deps);
  const { found, offered } = asked;
  const models = found ? await modelsView(deps, c.var.actor, found, offered, triedModel) : null;
  const view: ConnectionsView = {
    github: known.github ?? githubCard(deps),
    slack: known.slack ?? slackCard(deps, queryOf(c)),
    model: modelCard(deps, asked, tried),
    models: models && (models.models.length > 0 || triedModel) ? models : null,
  };
  const refresh = models?.live ?? false;
  return page(c, deps, "connections/page", view, { title: "Connections", current: "/connections", status, refresh });
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
    return drawConnections(c, deps, { tried, status: error.status });
  }
  setFlash(c, flash);
  return seeOther(c, "/connections#conn-model");
}

/** The same for one of the models. */
async function ofModel(
  c: Web,
  deps: WebDeps<ConnectionsPages>,
  flash: FlashCode | null,
  work: (actor: Actor, fields: Fields) => Promise<unknown>,
): Promise<Response> {
  try {
    await work(c.var.actor, await fieldsOf(c));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { message, remedy, status } = error;
    return drawConnections(c, deps, { triedModel: { message, remedy }, status });
  }
  if (flash) setFlash(c, flash);
  return seeOther(c, "/connections#models");
}

const named = z.tuple([z.string(), z.string()]);

/** @throws {Problem} `invalid` where a form names no model. */
function namedIn(fields: Fields): { server: string; model: string } {
  const read = readJson(field(fields, "found"), { depth: 2, values: 4, members: 2 });
  const { data } = named.safeParse(read.ok ? read.value : null);
  if (!data) throw new Problem("invalid", "There is no such model.", "Choose one that this page shows.");
  return { server: data[0], model: data[1] };
}

type Test = (c: Web, deps: WebDeps<ConnectionsPages>) => Promise<Response> | Response;

const TESTS: Record<string, Test> = {
  // It goes on by itself: the page shows how far it has come.
  model: (c, deps) =>
    ofModel(c, deps, null, async (_actor, fields) => {
      const id = field(fields, "model") || (await deps.pipelines.models()).default;
      await deps.pipelines.testModel(id);
    }),
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
    const { repositories, notes } = await pipelines.repositories();
    const found = `${repositories.length} ${repositories.length === 1 ? "repository" : "repositories"} can be read.`;
    return { ok: true, found, next: "", notes };
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
    notes: tested?.notes ?? [],
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
