import { writeFileSync } from "node:fs";
import type { LineageThread, RunLineage } from "../../webhooks/contract/lineage.ts";
import type { MessageLineage } from "../../webhooks/contract/message-lineage.ts";
import { bold, dim, onOneLine } from "../say.ts";
import type { Command } from "./command.ts";

export const lineage: Command = {
  name: "lineage",
  words: ["FROM"],
  about: "From a Slack message to what it was made of; from a pull request to every message that used it",
  options: {
    statement: { type: "string", value: "FILE", about: "also writes what it was made of, signed, to a file" },
  },
  more: "FROM is the link of a message in Slack, of a pull request (or owner/repo#12), or of an update.",
  async work(pulse, [from = ""], { statement }) {
    const told = await pulse.lineage(from);
    const [first] = told.found;
    if (typeof statement === "string" && first) {
      writeFileSync(statement, `${JSON.stringify(await pulse.provenance(first.update.id), null, 2)}\n`, { flag: "wx" });
    }
    const more = told.more ? [dim("There are older updates, too.")] : [];
    return { lines: [...told.found.flatMap(linesOf), ...more], json: told };
  },
};

function linesOf({ update, run, edits, decision, messages, policy }: MessageLineage): string[] {
  return [
    bold(onOneLine(`${update.title} · #${update.channel.name} · ${update.state}`)),
    row("address", update.address),
    ...(run?.threads.flatMap(threadLines) ?? []),
    ...(run ? runLines(run) : [row("run", "nobody says what it was written from")]),
    ...(policy === null ? [] : [row("policy", `${policy}`)]),
    ...edits.map(({ revision, by, at, digest }) =>
      row("text", `${revision}, by ${by ?? "the agent"}, ${at}, ${short(digest)}`),
    ),
    row(
      "approved",
      decision ? `by ${decision.by}, ${decision.at}, text ${decision.revision} ${short(decision.digest)}` : "by nobody",
    ),
    ...messages.map(({ channel, ts, permalink, digest }) =>
      row("message", `#${channel.name} ${ts} ${permalink ?? ""} ${short(digest)}`),
    ),
    "",
  ];
}

const row = (name: string, value: string): string => `  ${name.padEnd(14)}${onOneLine(value)}`;

function threadLines({ pr, pull, line, calls }: LineageThread): string[] {
  const decided = line?.decided ? `, by ${line.decided.by}: ${line.decided.because}` : "";
  return [
    row("pull request", `${pr} ${pull?.title ?? "is not among what was read"}`),
    ...(line ? [row("", `${line.disposition}${decided}`)] : []),
    ...calls.map(({ seq, label, served_by, name, question_sha256, answer_sha256 }) => {
      const digests = `question ${short(question_sha256)}, answer ${short(answer_sha256)}`;
      return row("", `call ${seq}, ${label}, ${served_by ?? name}: ${digests}`);
    }),
  ];
}

function runLines({ evidence, template, code, prompts, skills, model, report }: RunLineage): string[] {
  const digested = (texts: Record<string, string>) =>
    Object.entries(texts)
      .map(([name, digest]) => `${name} ${short(digest)}`)
      .join(", ");
  const served = model.served.length > 0 ? `, served by ${model.served.join(", ")}` : "";
  const commit = `${code.commit?.slice(0, 12) ?? "not known"}${code.dirty ? ", changed since" : ""}`;
  return [
    row("evidence", evidence ? `${evidence.pull_requests} pull requests, ${short(evidence.sha256)}` : "none"),
    row("version", `${template.name}@${template.version} ${short(template.hash ?? "")}`),
    row("code", `release ${code.release ?? "not known"}, commit ${commit}`),
    row("prompts", digested(prompts)),
    ...(Object.keys(skills).length > 0 ? [row("skills", digested(skills))] : []),
    row("model", `${model.asked}${served}`),
    row("report", report ? short(report.sha256) : "none"),
  ];
}

/** As git shows a commit: enough to find it by. */
const short = (digest: string): string => digest.slice(0, 12);
