/**
 * Every route of the web surface, and who may use it. server.ts mounts what stands here and nothing else,
 * and a route without a handler, or a handler without a route, does not compile.
 */
export const ROUTES = {
  "GET /assets/:name": "open",
  "GET /sign-in": "open",
  "POST /sign-in": "open",
  "POST /sign-out": "open",

  "GET /": "signed_in",
  "GET /compose": "signed_in",
  "POST /compose": "signed_in",
  "POST /compose/estimate": "signed_in",

  "GET /updates": "signed_in",
  "POST /updates": "signed_in",
  "GET /updates/:id": "signed_in",
  "GET /updates/:id/status": "signed_in",
  "GET /updates/:id/markdown": "signed_in",
  "GET /updates/:id/run": "signed_in",
  "GET /updates/:id/run/timeline": "signed_in",
  "GET /updates/:id/run/calls/:seq": "signed_in",
  "GET /updates/:id/run/calls/:seq/json": "signed_in",
  "GET /updates/:id/why": "signed_in",
  "POST /updates/:id/preview": "signed_in",
  "POST /updates/:id/working-copy": "signed_in",
  "POST /updates/:id/revisions": "signed_in",
  "POST /updates/:id/acknowledgements": "signed_in",
  "POST /updates/:id/approval-request": "signed_in",
  "POST /updates/:id/approval": "signed_in",
  "POST /updates/:id/self-post": "signed_in",
  "POST /updates/:id/changes-request": "signed_in",
  "POST /updates/:id/rejection": "signed_in",
  "POST /updates/:id/reopening": "signed_in",
  "POST /updates/:id/edit": "signed_in",
  "POST /updates/:id/cancellation": "signed_in",
  "POST /updates/:id/generations": "signed_in",
  "POST /updates/:id/post-retry": "signed_in",
  "POST /updates/:id/post-check": "signed_in",
  "POST /updates/:id/correction": "signed_in",
  "POST /updates/:id/retraction": "signed_in",
  "POST /updates/:id/copies": "signed_in",
  "POST /updates/:id/deletion": "signed_in",
  "POST /updates/:id/restoration": "signed_in",

  "GET /approvals": "signed_in",

  "GET /profiles": "signed_in",
  "POST /profiles": "signed_in",
  "GET /profiles/new": "signed_in",
  "POST /profiles/new": "signed_in",
  "GET /profiles/:slug": "signed_in",
  "POST /profiles/:slug": "signed_in",
  "POST /profiles/:slug/updates": "signed_in",
  "POST /profiles/:slug/deletion": "signed_in",

  "GET /connections": "signed_in",
  "POST /connections/:part/test": "signed_in",
  "POST /connections/model/stop": "signed_in",
  "POST /connections/model/permission": "signed_in",
} as const satisfies Record<string, "open" | "signed_in">;

export type RouteName = keyof typeof ROUTES;
