import { z } from "zod";
import { readJson } from "../../../base/bounded-json.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { context, modalTitle, plainTextElement } from "./block.ts";
import type { TextSection } from "./draft-sections.ts";
import { joinText } from "./draft-sections.ts";
import { SLACK } from "./limits.ts";
import type { SlackBlock, ModalView, Values } from "./shapes.ts";
import { escaped, link } from "./text.ts";

/** What the modal was opened on; the person's Slack shows it to them, so nothing secret is in it. */
const opened = z.object({
  update_id: z.uuid(),
  revision: z.number().int(),
  /** Of the text as it was then, working copy included. */
  digest: z.string(),
  gaps: z.array(z.string().regex(/^\s*$/)),
});
export type OpenedOn = z.infer<typeof opened>;

/** @throws {Problem} `invalid` for what we never wrote. */
export function readOpened(metadata: string): OpenedOn {
  const json = readJson(metadata, METADATA_BOUNDS);
  const read = opened.safeParse(json.ok ? json.value : null);
  if (read.success) return read.data;
  throw new Problem("invalid", "This form is from another time.", "Close it and press Edit again.");
}

export const openedOn = (on: OpenedOn): string => JSON.stringify(on);

const METADATA_BOUNDS = { depth: 8, values: 100, members: 20 };

type Modal = {
  kind: "edit" | "correct";
  update: { id: string; number: number; revision: number; channel: { name: string }; url: string };
  digest: string;
  sections: readonly TextSection[];
};

const WORDS = {
  edit: { title: "Edit the draft", submit: "Save", about: "Saving makes a new revision. Nothing is posted yet." },
  correct: {
    title: "Correct what is posted",
    submit: "Correct it",
    about: "The message changes for everyone who sees",
  },
};

/** @returns null when what is between the sections does not fit beside them. */
export function editModal({ kind, update, digest, sections }: Modal): ModalView | null {
  const { id: update_id, number, revision, channel, url } = update;
  const { title, submit, about } = WORDS[kind];
  const where = kind === "correct" ? `${about} #${escaped(channel.name)}.` : about;
  const note = `Update ${number}, revision ${revision}, in Markdown. ${where} ${link(url, "Open in the browser")}`;
  const metadata = openedOn({ update_id, revision, digest, gaps: sections.map(({ gap }) => gap) });
  if (metadata.length > SLACK.metadata) return null;
  return {
    type: "modal",
    callback_id: kind,
    title: modalTitle(title),
    submit: modalTitle(submit),
    close: modalTitle("Cancel"),
    private_metadata: metadata,
    blocks: [context(note), ...sections.map(inputOf)],
  };
}

const sectionId = (index: number): string => `section_${index}`;

function inputOf({ label, text }: TextSection, index: number): SlackBlock {
  return {
    type: "input",
    block_id: sectionId(index),
    optional: true,
    label: plainTextElement(label, SLACK.label),
    element: {
      type: "plain_text_input",
      action_id: "text",
      multiline: true,
      max_length: SLACK.input,
      ...(text && { initial_value: text }),
    },
  };
}

/** The text as it stands in the modal. */
export function typedText(values: Values, { gaps }: OpenedOn): string {
  const texts = gaps.map((_gap, index) => String(values[sectionId(index)] ?? "").replace(/\r\n?/g, "\n"));
  return joinText(texts, gaps);
}
