import { windowText } from "../../../webhooks/contract/window-text.ts";
import type { LineageThread, RunLineage } from "../../../webhooks/contract/lineage.ts";
import type { MessageLineage } from "../../../webhooks/contract/message-lineage.ts";
import { webAddress } from "../../web-address.ts";
import { DISPOSITIONS } from "../../words.ts";
import { visible } from "../page/visible.ts";

/** One step on the way of a pull request to Slack. */
export type LineageStep = {
  key: "pull" | "evidence" | "share" | "prompt" | "call" | "item" | "edit" | "decision" | "message";
  icon: string;
  /** Null: nobody knows when. */
  at: string | null;
  kind: string;
  heading: string;
  says: string[];
  quote: string;
  digests: { name: string; value: string }[];
  link: { text: string; address: string } | null;
};

type Told = Pick<LineageStep, "key" | "icon" | "kind" | "heading"> & Partial<LineageStep>;

const step = ({ at = null, says = [], quote = "", digests = [], link = null, ...told }: Told): LineageStep => ({
  ...told,
  at,
  heading: visible(told.heading),
  says: says.filter((one) => one !== "").map(visible),
  quote: visible(quote),
  digests,
  link,
});

/** From the pull request to Slack, in the order in which it happened. */
export function lineageSteps(told: MessageLineage, pr: string): LineageStep[] {
  const { run } = told;
  const thread = run?.threads.find((one) => one.pr === pr);
  return [
    ...(thread ? pullStep(thread) : []),
    ...(run && thread ? runSteps(run, thread, told) : []),
    ...editSteps(told, pr),
    ...decisionStep(told),
    ...told.messages.map((message) =>
      step({
        key: "message",
        icon: "message-square",
        at: message.at,
        kind: "Slack message",
        heading: `${EFFECTS[message.effect] ?? "Sent"} #${message.channel.name}, part ${message.part} of ${message.parts}`,
        digests: [
          { name: "channel", value: message.channel.id },
          { name: "time stamp", value: message.ts },
          { name: "message", value: message.digest },
        ],
        link: message.permalink ? { text: "Open in Slack", address: webAddress(message.permalink) } : null,
      }),
    ),
  ];
}

const EFFECTS: Readonly<Record<string, string>> = {
  post: "Posted in",
  update: "Corrected in",
  delete: "Taken out of",
};

function pullStep({ pr, pull }: LineageThread): LineageStep[] {
  if (!pull) return [];
  const { title, author, paths, labels, merge_sha, base_branch, merged_at, url } = pull;
  const folders = paths.length > 0 ? ` in ${paths.slice(0, 3).join(", ")}${paths.length > 3 ? " and more" : ""}` : "";
  return [
    step({
      key: "pull",
      icon: "git-pull-request",
      at: merged_at,
      kind: "Pull request",
      heading: `${pr.slice(pr.indexOf("#"))} ${title}`,
      says: [`By ${author}${folders}.`, labels.length > 0 ? `Labels: ${labels.join(", ")}.` : ""],
      digests: [
        ...(merge_sha ? [{ name: "merge", value: merge_sha }] : []),
        { name: "base", value: `${pr.slice(0, pr.indexOf("#"))} ${base_branch}` },
      ],
      link: { text: "Open on GitHub", address: webAddress(url) },
    }),
  ];
}

function runSteps(run: RunLineage, thread: LineageThread, told: MessageLineage): LineageStep[] {
  return [
    evidenceStep(run, thread),
    ...planStep(run, thread, told),
    promptStep(run, thread),
    ...callSteps(thread, told),
    ...itemStep(run, thread),
  ];
}

const writingOf = ({ calls }: LineageThread) => calls.filter(({ kind }) => kind === "model");

function evidenceStep({ evidence, started_at }: RunLineage, { calls }: LineageThread): LineageStep {
  const others = (evidence?.pull_requests ?? 1) - 1;
  const looked = calls.filter(({ kind }) => kind === "tool").map(({ label }) => label);
  const beside = others === 1 ? "with one other" : others > 1 ? `with ${others} others` : "by itself";
  return step({
    key: "evidence",
    icon: "download",
    at: started_at,
    kind: "Evidence",
    heading: `Read ${beside}, all of the window`,
    says: [
      evidence ? `${windowText(evidence.timeframe)}.` : "",
      looked.length > 0 ? `Looked up further: ${looked.join("; ")}.` : "",
    ],
    digests: evidence ? [{ name: "evidence", value: evidence.sha256 }] : [],
  });
}

function planStep({ started_at }: RunLineage, { line }: LineageThread, { policy }: MessageLineage): LineageStep[] {
  if (!line) return [];
  return [
    step({
      key: "share",
      icon: "list",
      at: started_at,
      kind: "Plan",
      heading: `${DISPOSITIONS[line.disposition].label}${line.decided ? `: ${line.decided.because}` : ""}`,
      says: [
        line.rule ? `Rule ${line.rule.number} of the policy decided.` : "",
        policy === null ? "" : `Written under policy ${policy}.`,
      ],
    }),
  ];
}

function promptStep({ template, code, contract_hash, started_at }: RunLineage, thread: LineageThread): LineageStep {
  const [first] = writingOf(thread);
  return step({
    key: "prompt",
    icon: "file-text",
    at: first?.started_at ?? started_at,
    kind: "Prompt",
    heading: `${template.name}, version ${template.version}`,
    says: [
      first
        ? `${first.question_bytes.toLocaleString("en")} bytes with the evidence.`
        : "No model was asked: the rules wrote.",
      code.commit ? `Commit ${code.commit.slice(0, 12)}${code.dirty ? ", changed since" : ""}.` : "",
    ],
    digests: [
      ...(template.hash ? [{ name: "version", value: template.hash }] : []),
      ...(first ? [{ name: "prompt", value: first.question_sha256 }] : []),
      { name: "contract", value: contract_hash },
    ],
  });
}

function callSteps(thread: LineageThread, { update }: MessageLineage): LineageStep[] {
  return writingOf(thread).map((call) => {
    const ended = call.outcome === "answered" ? "answered" : `ended: ${call.outcome}`;
    const [read, wrote] = [call.input_tokens, call.output_tokens].map((tokens) => tokens.toLocaleString("en"));
    return step({
      key: "call",
      icon: "cpu",
      at: call.started_at,
      kind: "Call",
      heading: `${call.served_by ?? call.name} ${ended} in ${(call.duration_ms / 1_000).toFixed(1)} s`,
      says: [`${call.label}. ${read} tokens in, ${wrote} out.`],
      digests: [{ name: "answer", value: call.answer_sha256 }],
      link: { text: "The exact bytes", address: `/updates/${update.id}/run/calls/${call.seq}` },
    });
  });
}

function itemStep({ report, finished_at }: RunLineage, { item, group }: LineageThread): LineageStep[] {
  if (!item && !group) return [];
  return [
    step({
      key: "item",
      icon: "text-quote",
      at: finished_at,
      kind: "Item",
      heading: item ? `Item ${item.number} of its report` : "Counted with others",
      quote: item?.text ?? group ?? "",
      digests: report ? [{ name: "report", value: report.sha256 }] : [],
    }),
  ];
}

function editSteps({ edits, update }: MessageLineage, pr: string): LineageStep[] {
  return edits.flatMap(({ revision, by, at, digest, says }) => {
    const said = says.find((one) => one.pr === pr);
    // What the agent wrote stands as its item already.
    if (!said || by === null) return [];
    return [
      step({
        key: "edit",
        icon: "pen-line",
        at,
        kind: "Edit",
        heading: said.text === null ? `${by} took it out` : `${by} changed the words`,
        quote: said.text ?? "",
        digests: [{ name: `text ${revision}`, value: digest }],
        link: { text: "What changed", address: `/updates/${update.id}/diff` },
      }),
    ];
  });
}

function decisionStep({ decision, update }: MessageLineage): LineageStep[] {
  if (!decision) return [];
  const { by, at, revision, digest, parts_digest, kind } = decision;
  return [
    step({
      key: "decision",
      icon: "badge-check",
      at,
      kind: "Decision",
      heading:
        kind === "standing"
          ? `Let out by a standing rule of ${by}`
          : `${by} approved text ${revision} for #${update.channel.name}`,
      digests: [
        { name: `text ${revision}`, value: digest },
        { name: "parts", value: parts_digest },
      ],
    }),
  ];
}
