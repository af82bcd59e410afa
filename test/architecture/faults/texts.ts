import { type Faults } from "./planted.ts";

const lines = (count: number): string => "  said();\n".repeat(count);

const spreading = (literal: string, opens: string, closes: string): string =>
  `export const two = ${opens} ...${literal}, ${closes};\n`;

/** How the code is written. */
export const TEXTS: Faults = {
  "an operation has a file of its own": {
    "two in one": {
      planted: {
        "app/updates/planted.ts": "export async function plant() {}\nexport async function dig() {}\n",
      },
      says: "app/updates/planted.ts exports plant, dig: give each operation a file that is called so.",
    },
    "a list that is too long": {
      planted: { "app/updates/change-state.ts": null },
      says: "app/updates/change-state.ts holds one operation, or none: take it off the list in test/architecture/operations.ts.",
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
  "a date is written in one way": {
    "a format of its own": {
      planted: {
        "app/words.ts": (text) =>
          `${text}export const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });\n`,
      },
      says: "app/words.ts writes a date by itself: let dateText of base/date-text.ts do it.",
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
    "a typed list": {
      planted: { "base/two.ts": spreading("([1, 2] as const)", "[", "]") },
      says: "base/two.ts:1 spreads a literal: write its members where it stands.",
    },
    "a list": {
      planted: { "base/two.ts": spreading("[1, 2]", "[", "]") },
      says: "base/two.ts:1 spreads a literal: write its members where it stands.",
    },
  },
  "a doc comment stands over something": {
    "what it described is gone": {
      planted: { "base/two.ts": "const one = 1;\n\n/** How many. */\n\nexport const two = one;\n" },
      says: "base/two.ts:3 describes nothing: take the comment away, or put it where it belongs.",
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
};
