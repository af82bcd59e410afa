import manifest from "../../package.json" with { type: "json" };

/** A fault that nobody made: files as they would be, and what is said of them. */
export type Planted = Readonly<Record<string, string | null | ((text: string) => string)>>;
type Fault = { planted: Planted; says: string };

const importing =
  (line: string) =>
  (text: string): string =>
    `${line}\n${text}`;
const adding =
  (section: string, name: string, version = "1.2.3") =>
  (text: string): string => {
    const read = JSON.parse(text);
    return JSON.stringify({ ...read, [section]: { ...read[section], [name]: version } });
  };
const lines = (count: number): string => "  said();\n".repeat(count);

const spreading = (literal: string, opens: string, closes: string): string =>
  `export const two = ${opens} ...${literal}, ${closes};\n`;

/** For each rule, by its name, what breaks it in each of its ways. */
export const FAULTS: Readonly<Record<string, Record<string, Fault>>> = {
  "a room imports only what it may": {
    "a room below imports one above": {
      planted: { "base/clock.ts": importing('import { Problem } from "../webhooks/contract/problem.ts";') },
      says: "base/clock.ts imports webhooks/contract/problem.ts, and base may import nothing of ours: let it be handed in, or move it below both.",
    },
    "one side imports the other": {
      planted: { "app/words.ts": importing('import type { Deps } from "../pipelines/deps.ts";') },
      says: "app/words.ts imports pipelines/deps.ts, and app may import base, webhooks/contract, webhooks, db, db/app: let it be handed in, or move it below both.",
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
      says: "app/web/server.ts uses undici, whose home is pipelines/runs: ask there for what it does.",
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
  "the environment is read in the configs and by the launcher alone": {
    "a reader": {
      planted: { "app/web/server.ts": (text) => `${text}export const zone = process.env["TZ"];\n` },
      says: "app/web/server.ts reads process.env: name the variable in the config of its process, and let it be handed in.",
    },
  },
  "queries are built in db alone": {
    "a query": {
      planted: { "app/ready.ts": (text) => `${text}export const rows = (db: Db) => db.selectFrom("app.teams");\n` },
      says: "app/ready.ts builds a query: give it a function in db, and call that.",
    },
    "a piece of SQL": {
      planted: { "app/words.ts": (text) => `${text}export const now = sql\`now()\`;\n` },
      says: "app/words.ts builds a query: give it a function in db, and call that.",
    },
  },
  "no file is too long": {
    "a line more": {
      planted: { "base/long.ts": lines(251) },
      says: "base/long.ts has 251 lines, and 250 is the most: split it by what it is about.",
    },
  },
  "no function is too long": {
    "a line more": {
      planted: { "base/long.ts": `export function tell(): void {\n${lines(59)}}\n` },
      says: "base/long.ts: tell has 61 lines, and 60 is the most: take a step of it out by name.",
    },
  },
  "no literal is spread into a literal": {
    "an object": {
      planted: { "base/two.ts": spreading("{ one: 1 }", "{", "}") },
      says: "base/two.ts:1 spreads a literal: write its members where it stands.",
    },
    "a list": {
      planted: { "base/two.ts": spreading("[1, 2]", "[", "]") },
      says: "base/two.ts:1 spreads a literal: write its members where it stands.",
    },
  },
  "a limit stands in one place": {
    twins: {
      planted: {
        "base/one.ts": "export const MAX_PLANTED = 3 * 11;\n",
        "webhooks/two.ts": "const MAX_PLANTED = 33;\n",
      },
      says: "webhooks/two.ts says MAX_PLANTED = 33 again, as base/one.ts does: export it from the lower of the two.",
    },
  },
  "what the contract limits is limited nowhere else": {
    "a limit again": {
      planted: { "app/again.ts": "const MAX_SAID_CHARS = 2_000;\n" },
      says: "app/again.ts MAX_SAID_CHARS is a limit of the contract said again: take it from LIMITS.",
    },
    "a coincidence that is gone": {
      planted: { "app/updates/acknowledge.ts": null },
      says: "app/updates/acknowledge.ts MAX_KEY_CHARS is no coincidence any more: take it off the list in test/architecture/texts.ts.",
    },
  },
  "no template says a limit itself": {
    "a number": {
      planted: { "views/sign-in.eta": (text) => `${text}<input maxlength="80">\n` },
      says: 'views/sign-in.eta says maxlength="80" itself: take it from limits.',
    },
  },
  "no line of a view is too long": {
    "a template's": {
      planted: { "views/sign-in.eta": (text) => `<p>${"so ".repeat(50)}</p>\n${text}` },
      says: "views/sign-in.eta:1 has 157 columns, and 140 is the most: break it.",
    },
    "a style sheet's": {
      planted: { "views/static/css/new.css": `a {\n  --long: ${"so ".repeat(50)};\n}\n` },
      says: "views/static/css/new.css:2 has 161 columns, and 140 is the most: break it.",
    },
  },
  "a template begins with the type of what it is given": {
    "a template without a type": {
      planted: { "views/sign-in.eta": (text) => text.slice(text.indexOf("\n") + 1) },
      says: "views/sign-in.eta does not begin with its type: write <%/* it: … */%> above all.",
    },
    "a type that is gone": {
      planted: { "views/sign-in.eta": (text) => text.replace(").SignInView", ").SignInPage") },
      says: "views/sign-in.eta is given a SignInPage of app/web/people/sign-in.ts, which exports none: name the type it is given.",
    },
    "a file that is gone": {
      planted: { "views/sign-in.eta": (text) => text.replace("people/sign-in.ts", "sign-in.ts") },
      says: "views/sign-in.eta is given a SignInView of app/web/sign-in.ts, which exports none: name the type it is given.",
    },
  },
  "versions are exact, and the lock names no registry": {
    "a range": {
      planted: { "package.json": adding("devDependencies", "left-pad", "^1.3.0") },
      says: "package.json asks for left-pad ^1.3.0: name one version exactly.",
    },
    "a registry": {
      planted: { "package-lock.json": '{ "resolved": "https://example.org/" }' },
      says: "package-lock.json names a registry: install with the .npmrc of this house.",
    },
  },
  "pages for people name what is there": {
    "a file that moved": {
      planted: { "README.md": (text) => `${text}See \`app/delivery/gone.ts\`.\n` },
      says: "README.md names app/delivery/gone.ts, and nothing is there: name what took its place.",
    },
    "a folder that moved": {
      planted: { "CONTRIBUTING.md": (text) => `${text}See \`app/gone/\`.\n` },
      says: "CONTRIBUTING.md names app/gone/, and nothing is there: name what took its place.",
    },
    "a command that is none": {
      planted: { "README.md": (text) => `${text}Then \`npm run gone -- --all\`.\n` },
      says: "README.md names npm run gone, and package.json has no such script.",
    },
    "a command that is none, in a block": {
      planted: { "README.md": (text) => `${text}\n\`\`\`sh\nnpm run gone\n\`\`\`\n` },
      says: "README.md names npm run gone, and package.json has no such script.",
    },
    "a program that moved, in a block": {
      planted: { "README.md": (text) => `${text}\n\`\`\`sh\nnode --env-file=.env app/gone.ts\n\`\`\`\n` },
      says: "README.md names app/gone.ts, and nothing is there: name what took its place.",
    },
    "a link to a page that moved": {
      planted: { "docs/production.md": (text) => `${text}[there](gone.md#there)\n` },
      says: "docs/production.md links to gone.md#there, and nothing is there: link to what took its place.",
    },
    "a link to a heading that is called otherwise now": {
      planted: { "CONTRIBUTING.md": (text) => `${text}[there](docs/production.md#8-gone)\n` },
      says: "CONTRIBUTING.md links to docs/production.md#8-gone, and docs/production.md has no such heading: link to the one it has now.",
    },
    "a page that a message sends people to": {
      planted: { "base/sent.ts": 'export const said = "see docs/gone.md";\n' },
      says: "base/sent.ts names docs/gone.md, and nothing is there: name what took its place.",
    },
  },
  "pages and pictures are led to": {
    "a page for nobody": {
      planted: { "docs/lost.md": "# Lost\n\n[Here](lost.md)\n" },
      says: "docs/lost.md is linked from no page: link to it, or take it out.",
    },
    "a picture for nobody": {
      planted: { "docs/lost-light-1280.png": "" },
      says: "docs/lost-light-1280.png is linked from no page: link to it, or take it out.",
    },
  },
  "the package, its CHANGELOG and the template are of one version": {
    "a lock left behind": {
      planted: { "package-lock.json": '{ "version": "0.0.9" }' },
      says: `package-lock.json is of 0.0.9, and package.json of ${manifest.version}: run npm install.`,
    },
    "a template left behind": {
      planted: {
        "package.json": (text) => text.replace(/"version": ".*"/, '"version": "9.9.9"'),
        "package-lock.json": '{ "version": "9.9.9" }',
        "CHANGELOG.md": "## 9.9.9\n",
      },
      says: `pipelines/report/what-shipped.ts is the template of ${manifest.version}, and package.json is of 9.9.9: name it there.`,
    },
    "a CHANGELOG left behind": {
      planted: { "CHANGELOG.md": `# Changelog\n\n## 0.0.9\n\n## ${manifest.version}\n` },
      says: `CHANGELOG.md begins with 0.0.9, and package.json is ${manifest.version}: say there what is new in it.`,
    },
    "a word of a prompt": {
      planted: { "pipelines/report/prompts/voice.md": "Shout.\n" },
      says: `pipelines/report/prompts/voice.md is a5950ab71637, and is not what ${manifest.version} has: raise the version as test/architecture/versions.ts says, or write the digest there while that version is not out.`,
    },
  },
};
