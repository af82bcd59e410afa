import type { Action } from "../people/policy.ts";

/**
 * Every listener by Slack's kind and name, and the right it takes. A listener that is not here does not compile; what stands here and
 * is nowhere registered does not either. Where a right depends on the update itself (approve, reject, …) its operation asks again.
 */
export const LISTENERS = {
  command: {
    "": "compose",
    profile: "compose",
    new: "compose",
    list: "read",
    status: "read",
    approve: "read",
    schedule: "read",
    ignore: "compose",
    help: "read",
  },
  shortcut: { compose_update: "compose", add_to_update: "compose" },
  action: {
    approve: "approve",
    approve_when: "approve",
    edit: "edit",
    request_changes: "request_changes",
    change_channel: "edit",
    reject: "reject",
    reopen: "reopen",
    correct: "correct",
    say_why: "edit",
    retract: "retract",
    post_to_me: "edit",
    post_retry: "post_retry",
    post_seen: "post_retry",
    post_again: "post_retry",
    take_back: "edit",
    try_again: "compose",
    continue_run: "compose",
    stop: "compose",
    show_card: "read",
    read_all: "read",
    open: "read",
    compose: "compose",
    compose_redraw: "compose",
    compose_profile: "compose",
    skip_slot: "schedule.save",
    form_again: "read",
  },
  view: {
    compose: "compose",
    approve_read: "approve",
    correct_read: "correct",
    edit: "edit",
    correct: "correct",
    request_changes: "request_changes",
    change_channel: "edit",
    reject: "reject",
    retract: "retract",
  },
  event: { app_home_opened: "read" },
} as const satisfies Record<string, Record<string, Action>>;

export type Kind = keyof typeof LISTENERS;
export type ListenerName<K extends Kind> = keyof (typeof LISTENERS)[K] & string;
