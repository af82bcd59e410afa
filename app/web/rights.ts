import type { Action } from "../people/policy.ts";

/**
 * Every route of the web surface, and the right that it takes: "open", or an action of app/people/policy.ts. server.ts mounts
 * what stands here and nothing else; a route without a handler, or a handler without a route, does not compile.
 */
export const ROUTES = {
  "GET /assets/:name": "open",
  "GET /sign-in": "open",
  "POST /sign-in": "open",
  "GET /sign-in/begin": "open",
  "GET /sign-in/callback": "open",
  "POST /sign-out": "open",

  "GET /": "read",
  "GET /compose": "compose",
  "POST /compose": "compose",
  "POST /compose/estimate": "compose",

  "GET /updates": "read",
  "POST /updates": "compose",
  "GET /updates/:id": "read",
  "GET /updates/:id/status": "read",
  "GET /updates/:id/markdown": "read",
  "GET /updates/:id/run": "read",
  "GET /updates/:id/run/timeline": "read",
  "GET /updates/:id/run/calls/:seq": "read",
  "GET /updates/:id/run/calls/:seq/json": "read",
  "GET /updates/:id/why": "read",
  "POST /updates/:id/preview": "edit",
  "POST /updates/:id/working-copy": "edit",
  "POST /updates/:id/revisions": "edit",
  "POST /updates/:id/acknowledgements": "edit",
  "POST /updates/:id/approval-request": "request_approval",
  "POST /updates/:id/approval": "approve",
  "POST /updates/:id/self-post": "edit",
  "POST /updates/:id/changes-request": "request_changes",
  "POST /updates/:id/rejection": "reject",
  "POST /updates/:id/reopening": "reopen",
  "POST /updates/:id/edit": "edit",
  "POST /updates/:id/cancellation": "compose",
  "POST /updates/:id/generations": "compose",
  "POST /updates/:id/post-now": "approve",
  "POST /updates/:id/post-retry": "post_retry",
  "POST /updates/:id/post-check": "post_retry",
  "POST /updates/:id/correction": "correct",
  "POST /updates/:id/retraction": "retract",
  "POST /updates/:id/channel": "edit",
  "POST /updates/:id/copies": "compose",
  "POST /updates/:id/deletion": "delete",
  "POST /updates/:id/restoration": "delete",

  "GET /approvals": "read",

  "GET /profiles": "read",
  "POST /profiles": "profile.save",
  "GET /profiles/new": "profile.save",
  "POST /profiles/new": "profile.save",
  "GET /profiles/:slug": "read",
  "POST /profiles/:slug": "profile.save",
  "POST /profiles/:slug/updates": "compose",
  "POST /profiles/:slug/deletion": "profile.save",
  "GET /profiles/:slug/schedule": "read",
  "POST /profiles/:slug/schedule": "schedule.save",
  "POST /profiles/:slug/schedule/pause": "schedule.save",
  "POST /profiles/:slug/schedule/resumption": "schedule.save",
  "POST /profiles/:slug/schedule/skip": "schedule.save",
  "POST /profiles/:slug/schedule/skip-undo": "schedule.save",
  "POST /profiles/:slug/schedule/run": "schedule.save",
  "POST /profiles/:slug/schedule/backfill": "schedule.save",
  "POST /profiles/:slug/schedule/deletion": "schedule.save",
  "POST /updates/:id/merges": "compose",

  "GET /connections": "read",
  "GET /connections/slack/manifest": "read",
  "POST /connections/:part/test": "compose",
  "POST /connections/model/stop": "models.stop",
  "POST /connections/model/permission": "models.stop",

  "GET /settings": "read",
  // One's own, whatever the role.
  "POST /settings/github": "read",
  "POST /settings/slack-guests": "settings.change",
  "POST /settings/people/:id": "people.change",
  "POST /settings/people/:id/deactivation": "people.change",
  "POST /settings/people/:id/reactivation": "people.change",
} as const satisfies Record<string, "open" | Action>;

export type RouteName = keyof typeof ROUTES;
