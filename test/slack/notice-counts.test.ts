import { expect, test } from "vitest";
import { noticeMessage, type NoticeData } from "../../app/slack/blocks/notice.ts";

/*
 * A notice says how many it tells of.
 */

const NOTICE: NoticeData = {
  kind: "comment.made",
  update: {
    id: crypto.randomUUID(),
    number: 3,
    revision: 1,
    title: "t",
    url: "https://pulse.test/updates/1",
    move: "0",
  },
  schedule: null,
  slot: null,
  because: "",
  by: "",
  missed: 0,
  since: null,
  until: null,
  due_at: null,
  prs: [],
  problem: null,
  continuation: "",
  comments: [],
};
const about = (sentence: string) => ({
  by: "Tobi",
  sentence,
  said: "Since when?",
  url: `https://pulse.test/updates/1#s-${sentence}`,
});

test.each([
  [["a"], "a sentence"],
  [["a", "a"], "a sentence"],
  [["a", "b", "a"], "2 sentences"],
  [["a", "b", "c", "d", "e", "f", "g"], "7 sentences"],
])("comments on %j are on %s, however many are said of one", (sentences, many) => {
  const { text } = noticeMessage({ ...NOTICE, comments: sentences.map(about) });
  expect(text).toContain(`Tobi commented on ${many}:`);
});

test.each([
  [["#1"], "#1 was reverted since, and the text tells of it."],
  [["#1", "#1"], "#1 was reverted since, and the text tells of it."],
  [["#1", "#2"], "#1, #2 were reverted since, and the text tells of them."],
])("of what was reverted, %j, each is told once", (prs, words) => {
  const { blocks } = noticeMessage({ ...NOTICE, kind: "slot.held", because: "reverted", prs });
  expect(JSON.stringify(blocks)).toContain(words);
});
