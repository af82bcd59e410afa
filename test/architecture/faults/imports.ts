import { importing, adding, type Faults } from "./planted.ts";

/** Who imports whom and what, and what is exported. */
export const IMPORTS: Faults = {
  "a room imports only what it may": {
    "a room below imports one above": {
      planted: { "base/clock.ts": importing('import { Problem } from "../webhooks/contract/problem.ts";') },
      says: "base/clock.ts imports webhooks/contract/problem.ts, and base may import nothing of ours: let it be handed in, or move it below both.",
    },
    "one side imports the other": {
      planted: { "app/words.ts": importing('import type { Deps } from "../pipelines/deps.ts";') },
      says: "app/words.ts imports pipelines/deps.ts, and app may import base, webhooks/contract, webhooks, db, db/app, api: let it be handed in, or move it below both.",
    },
    "the launcher imports a main": {
      planted: { "launch.ts": importing('import "./app/main.ts";') },
      says: "launch.ts imports app/main.ts, and launch.ts may import base, db, launch: let it be handed in, or move it below both.",
    },
    "a room that nobody knows": {
      planted: { "extra/new.ts": "export {};\n" },
      says: "extra/new.ts is in no room of the house: say in test/architecture/floors.ts what its room may import.",
    },
  },
  "nothing imports in a circle": {
    "two files, one of them a type's": {
      planted: {
        "webhooks/contract/ids.ts": importing('import type { Windows } from "./window-text.ts";'),
        "webhooks/contract/window-text.ts": importing('import { newId } from "./ids.ts";'),
      },
      says: "webhooks/contract/ids.ts → webhooks/contract/window-text.ts, webhooks/contract/window-text.ts → webhooks/contract/ids.ts is a circle: put what both ends need into a file below both, or hand it in from above.",
    },
    "a file and the thread that it starts": {
      planted: {
        "db/alive-thread.ts": importing('import type { Alive } from "./alive.ts";'),
      },
      says: "db/alive-thread.ts → db/alive.ts, db/alive.ts → db/alive-thread.ts is a circle: put what both ends need into a file below both, or hand it in from above.",
    },
    "two rooms, one of them late": {
      planted: {
        "demo/model/conversation/lookups.ts": (text) =>
          `${text}export const late = () => import("../faults/fault.ts");\n`,
      },
      says: "demo/model/conversation/lookups.ts → demo/model/faults/fault.ts, demo/model/faults/spoil.ts → demo/model/conversation/read-conversation.ts is a circle: put what both ends need into a file below both, or hand it in from above.",
    },
  },
  "a file imports from its own room and the floors below": {
    "a climb": {
      planted: { "base/log.ts": importing('import type { Span } from "./tracing/span.ts";') },
      says: "base/log.ts imports base/tracing/span.ts, which stands no lower in base: declare here what is needed of it and let it be handed in, or move it down; the floors are in test/architecture/floors.ts.",
    },
    "a look at the neighbour": {
      planted: { "demo/github/people.ts": importing('import { BOT } from "../slack/world.ts";') },
      says: "demo/github/people.ts imports demo/slack/world.ts, which stands no lower in demo: declare here what is needed of it and let it be handed in, or move it down; the floors are in test/architecture/floors.ts.",
    },
    "a room without a floor": {
      planted: { "demo/mail/send.ts": "export {};\n" },
      says: "demo/mail stands on no floor: put it on one of demo in test/architecture/floors.ts.",
    },
    "a floor without its room": {
      planted: { "demo/walk.ts": null },
      says: "demo/walk.ts is on a floor and not in the house: take it off test/architecture/floors.ts.",
    },
    "a top folder without floors": {
      planted: { "extra/new.ts": "export {};\n" },
      says: "extra has no floors: list them in test/architecture/floors.ts, from the bottom up.",
    },
  },
  "a library is used only at home": {
    "another's library": {
      planted: { "app/web/server.ts": importing('import { fetch } from "undici";') },
      says: "app/web/server.ts uses undici, whose home is pipelines/readiness: ask there for what it does.",
    },
    "a file out of another's library": {
      planted: { "app/web/server.ts": (text) => `${text}export const axe = "${["axe-core", "axe.js"].join("/")}";\n` },
      says: "app/web/server.ts uses axe-core, whose home is test/support: ask there for what it does.",
    },
    "a library without a home": {
      planted: { "base/clock.ts": importing('import pad from "left-pad";') },
      says: "base/clock.ts imports left-pad, which has no home: give it one in test/architecture/homes.ts, or do without.",
    },
  },
  "each library has a home, and none that it does not need": {
    "a library without a home": {
      planted: { "package.json": adding("dependencies", "left-pad") },
      says: "package.json names left-pad, which has no home: give it one in test/architecture/homes.ts, or take it out.",
    },
    "a library that is gone": {
      planted: { "package.json": (text) => text.replace(/.*"@types\/pg".*\n/, "") },
      says: "test/architecture/homes.ts names @types/pg, which package.json does not: take it off.",
    },
    "a home without its library": {
      planted: { "test/base/bounded-json.test.ts": null },
      says: "fast-check does not need all of test/base as a home: take it off, in test/architecture/homes.ts.",
    },
    "a home too wide": {
      planted: {
        "base/log.ts": "export {};\n",
        "base/tracing/log.ts": importing('import { pino } from "pino";'),
      },
      says: "pino does not need all of base as a home: write base/tracing instead, in test/architecture/homes.ts.",
    },
  },
  "what is exported is imported somewhere": {
    "a function for nobody": {
      planted: { "base/clock.ts": (text) => `${text}export function yesterday(): void {}\n` },
      says: "base/clock.ts exports yesterday, and nobody imports it: take the word export away, or the whole of it.",
    },
    "a type for nobody": {
      planted: { "base/clock.ts": (text) => `${text}export type Yesterday = string;\n` },
      says: "base/clock.ts exports Yesterday, and nobody imports it: take the word export away, or the whole of it.",
    },
  },
  "what is exported has one name, and the name one meaning": {
    "a function of another's name": {
      planted: { "app/profiles/list.ts": "export async function listProfiles(): Promise<void> {}\n" },
      says: "app/profiles/list.ts exports listProfiles, as db/app/profiles.ts does: call each for what it is.",
    },
    "a type of another's name": {
      planted: { "base/clock.ts": (text) => `${text}export type Brief = string;\n` },
      says: "db/app/tables.ts exports Brief, as base/clock.ts does: call each for what it is.",
    },
    "another name for the same": {
      planted: { "app/profiles/list.ts": "export const profilesOf = rows.listProfiles;\n" },
      says: "app/profiles/list.ts exports profilesOf, which is rows.listProfiles: let that be imported.",
    },
    "one more of what is alike on purpose": {
      planted: { "base/read.ts": "export function readConfig(): void {}\n" },
      says: "base/read.ts exports readConfig, as app/config.ts does: call each for what it is.",
    },
    "what is not alike any more": {
      planted: {
        "app/config.ts": (text) => text.replace("export function readConfig", "export function readOwn"),
      },
      says: "app/config.ts exports no readConfig any more: take it off the list in test/architecture/names.ts.",
    },
  },
};
