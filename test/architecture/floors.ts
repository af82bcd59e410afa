/** What each room may import of ours, besides itself. Longest name first: a file belongs to the first that fits. Tests take what they need. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "webhooks/contract": ["base"],
  "db/app": ["db", "webhooks/contract", "base"],
  "db/pipelines": ["db", "webhooks/contract", "base"],
  base: [],
  webhooks: ["webhooks/contract", "base"],
  db: ["base"],
  app: ["base", "webhooks/contract", "webhooks", "db", "db/app"],
  pipelines: ["base", "webhooks/contract", "webhooks", "db", "db/pipelines"],
  views: [],
  demo: ["base", "webhooks/contract"],
  launch: ["base", "db"],
  "launch.ts": ["base", "db", "launch"],
  seed: ["base", "webhooks/contract", "db", "db/app", "app", "launch"],
  tools: ["base"],
};

/** Beside the list: whoever prepares a database brings the tables of both sides into it. */
export const MAY_IMPORT_TOO: readonly string[] = [
  "db/prepare.ts → db/app/migrations/",
  "db/prepare.ts → db/pipelines/migrations/",
];

/**
 * The floors of each folder, from the bottom up; a file imports from its own room and from the floors below. Rooms on one line stand
 * side by side and know nothing of each other. `*`: the folder's files that are named on no floor; they may know each other.
 */
export const FLOORS: Readonly<Record<string, readonly string[]>> = {
  base: ["about.ts", "log.ts", "tracing", "*"],
  webhooks: ["contract", "*"],
  db: ["embedded", "*", "app pipelines prepare", "prepare.ts", "prepare-database.ts"],
  app: [
    "config.ts job-names.ts limits.ts money.ts pipelines-answer.ts ports web-address.ts words.ts",
    "clock message pipelines-client.ts slack-api",
    "deps.ts",
    "soon.ts",
    "people pickers.ts",
    "profiles",
    "updates",
    "delivery feedback models",
    "policies schedules",
    "slack",
    "jobs.ts ready.ts web",
    "start.ts",
    "main.ts",
  ],
  "app/web": [
    "page",
    "cost feedback people runs",
    "compose connections schedules",
    "profiles updates",
    "views.ts",
    "server.ts",
  ],
  "app/slack": [
    "card-ref.ts read-words.ts team-zone.ts",
    "users.ts",
    "sweep.ts",
    "rights.ts",
    "offers.ts",
    "offer-to-actor.ts",
    "blocks",
    "calls.ts clocks.ts listed.ts",
    "deps.ts progress.ts transport",
    "seen.ts trouble.ts approvable.ts editor-text.ts load-notice.ts patience.ts setup",
    "home.ts answer.ts offer-undo.ts read-body.ts seen-update.ts",
    "cards see.ts",
    "comment-notice.ts",
    "views notices.ts submit.ts",
    "actions commands dispatch.ts shortcuts.ts",
    "bolt.ts",
    "front.ts",
    "listeners.ts",
  ],
  pipelines: [
    "api-limits.ts job-names.ts words.ts",
    "config.ts text",
    "checks github models",
    "deps.ts",
    "ready.ts recording templates",
    "report",
    "runs",
    "model-tests wordings policies",
    "api jobs.ts",
    "start.ts",
    "main.ts",
  ],
  demo: ["*", "github model slack", "walk", "quality", "walk.ts quality.ts"],
  launch: ["*", "dev.ts"],
  seed: ["*", "desk.ts", "month.ts", "main.ts"],
  tools: ["*"],
  test: ["architecture support", "app base bench browser db demo launch pipelines slack tools web webhooks", "*"],
};
