import { fieldsIn } from "../../app/web/page/context.ts";
import { describe, expect, test } from "vitest";
import { BLANK, checkBrief, formOfBrief } from "../../app/updates/brief-form.ts";
import { readBriefForm } from "../../app/web/compose/read-brief-form.ts";
import { NOW, updateRow } from "./fixtures.ts";

const around = { now: NOW, lastUntil: null, channels: [{ id: "C1", name: "eng-updates" }], offered: null };
const filled = { repo: ["acme/harbor"], base_branch: ["main"], channel: ["C1"] };

describe("reading", () => {
  test("a brief survives the way into the form and back", () => {
    const { brief, channel } = updateRow("in_review");
    expect(checkBrief(formOfBrief(brief, channel), around)).toEqual({ ok: true, brief, channel });
  });

  test("what is listed and not ticked is ignored", () => {
    const listed = ["acme/harbor#1 acme/harbor#2 acme/harbor#3"];
    const form = readBriefForm({ ...filled, listed, included: ["acme/harbor#2"] });
    expect(form.ignored_prs).toEqual(["acme/harbor#1", "acme/harbor#3"]);
  });

  test("without a list, what was ignored before stays ignored", () => {
    const base = { ...BLANK, ignored_prs: ["acme/harbor#1"] };
    expect(readBriefForm(filled, base).ignored_prs).toEqual(["acme/harbor#1"]);
  });

  test("a branch that was shown for another repository is forgotten", () => {
    const form = readBriefForm({ repo: ["acme/web"], base_branch: ["release/4"], branch_of: ["acme/harbor"] });
    expect(form.sources).toEqual([{ repo: "acme/web", base_branch: "" }]);
  });

  test.each([
    ["v1..v2", "", ["v1", "v2"]],
    ["", "v1.4.0...v1.5.0", ["v1.4.0", "v1.5.0"]],
    ["v1", "v2", ["v1", "v2"]],
    ["v1...v2", "v3", ["v1...v2", "v3"]],
  ])("a range in one field of two is meant for both: %j and %j", (from_tag, to_tag, read) => {
    const form = readBriefForm({ ...filled, from_tag: [from_tag], to_tag: [to_tag] });
    expect([form.from_tag, form.to_tag]).toEqual(read);
  });

  test("dates changed by hand win over the preset that is still chosen", () => {
    const dates = { from: ["2026-11-01"], to: ["2026-11-16"], preset: ["7d"], shown_preset: ["7d"] };
    expect(readBriefForm({ ...dates, shown_dates: ["2026-11-10 2026-11-16"] }).preset).toBe("dates");
    expect(readBriefForm({ ...dates, shown_dates: ["2026-11-01 2026-11-16"] }).preset).toBe("7d");
  });

  test("a preset chosen after dates were shown wins over those dates", () => {
    const dates = { from: ["2026-11-10"], to: ["2026-11-16"], preset: ["14d"], shown_preset: ["7d"] };
    expect(readBriefForm({ ...dates, shown_dates: ["2026-11-10 2026-11-16"] }).preset).toBe("14d");
  });
});

describe("checking", () => {
  test.each([
    ["no repository", { ...filled, repo: [""] }, "sources.0.repo"],
    ["no owner", { ...filled, repo: ["harbor"] }, "sources.0.repo"],
    ["an unknown channel", { ...filled, channel: ["C9"] }, "channel"],
    [
      "a range that ends before it begins",
      { ...filled, preset: ["dates"], from: ["2026-11-09"], to: ["2026-11-02"] },
      "to",
    ],
    ["a date that is none", { ...filled, preset: ["dates"], from: ["9.11."], to: ["2026-11-10"] }, "from"],
    ["an unknown time zone", { ...filled, time_zone: ["Mars/Olympus"] }, "time_zone"],
    ["a prompt that is too long", { ...filled, custom_prompt: ["x".repeat(601)] }, "custom_prompt"],
  ])("%s is marked at its field", (_what, fields, path) => {
    const read = checkBrief(readBriefForm(fields), around);
    expect(read.ok ? {} : read.errors).toHaveProperty([path]);
  });

  test("a line that was left empty does not move what is wrong to another one", () => {
    const form = readBriefForm({ ...filled, repo: ["", "acme/harbor", "harbor"], base_branch: ["", "", ""] });
    const read = checkBrief(form, around);
    expect(read.ok ? [] : Object.keys(read.errors)).toEqual(["sources.2.repo"]);
  });

  test("everything that is wrong is found at once", () => {
    const read = checkBrief(readBriefForm({ repo: ["x"], channel: [""] }), around);
    expect(read.ok ? [] : Object.keys(read.errors).sort()).toEqual(["channel", "sources.0.repo"]);
  });

  test("without a list of channels, a typed name counts", () => {
    const read = checkBrief(readBriefForm({ ...filled, channel: ["#general"] }), { ...around, channels: null });
    expect(read.ok && read.channel).toEqual({ id: "general", name: "general" });
  });
});

describe("the model of a brief", () => {
  const offered = {
    default: "gpt-5-mini",
    server: "https://llm.test/v1",
    models: [{ id: "gpt-5-mini", kind: "model" as const, stand_in: false, price: null }],
  };
  const errorsWith = (llm_model: string, known: typeof offered | null) => {
    const read = checkBrief(readBriefForm({ ...filled, llm_model: [llm_model] }), { ...around, offered: known });
    return read.ok ? [] : Object.keys(read.errors);
  };

  test("is the default of the house until somebody chooses", () => {
    const read = checkBrief(readBriefForm(filled), around);
    expect(read.ok && read.brief.llm_model).toBe("default");
  });

  test("that is not here any more is marked at its field", () => {
    expect(errorsWith("gpt-4", offered)).toEqual(["llm_model"]);
  });

  test.each(["gpt-5-mini", "rules", "default"])("%s may always be asked for", (llm_model) => {
    expect(errorsWith(llm_model, offered)).toEqual([]);
  });

  test("is not judged while nobody says what there is", () => {
    expect(errorsWith("gpt-4", null)).toEqual([]);
  });
});

test("what a database cannot keep is not part of a field", () => {
  expect(fieldsIn({ custom_prompt: "Thank\0 them\ud800", picture: new File([], "x") })).toEqual({
    custom_prompt: ["Thank them\ufffd"],
    picture: [],
  });
});
