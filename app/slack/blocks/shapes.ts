import type { types } from "@slack/bolt";

export type SlackBlock = types.KnownBlock;
export type ModalView = types.ModalView;
export type HomeView = types.HomeView;

/** A message for one person's eyes, or a card. `text` is what notifications and screen readers say: never empty. */
export type Message = { text: string; blocks?: SlackBlock[] };

/** Every input's value by its block's id; what was left empty is "" or []. */
export type Values = Record<string, string | string[]>;
