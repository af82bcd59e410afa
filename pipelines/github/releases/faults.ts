import { eitherOf } from "../../../base/listed.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { ListedRelease } from "./reads.ts";

const FIELD = "parameters.range";
const SHOWN = 3;

function fault(
  code: "not_found" | "invalid" | "conflict" | "too_large",
  field: string,
  why: string,
  message: string,
  fix: string,
): Problem {
  const details = [{ path: field === "" ? FIELD : `${FIELD}.${field}`, code: why, message, fix }];
  return new Problem(code, message, fix, { details });
}

/** @param field Which end it is: `from_tag`. @param others Tags that there are. */
export function noTag(
  repo: string,
  tag: string,
  field: string,
  { releases, others }: { releases: readonly ListedRelease[]; others: readonly string[] },
): Problem {
  const release = releases.find((one) => one.tag === tag);
  if (others.length === 0 && !release) {
    const fix = "Choose days instead, or push a tag first.";
    return fault("not_found", field, "no_tags", `${repo} has no tags at all.`, fix);
  }
  const such = others.length > 0 ? `, such as ${eitherOf(others.slice(0, SHOWN))}` : "";
  const fix = `Choose one that it has${such}.`;
  if (release?.draft) {
    const message = `${tag} of ${repo} is a draft of a release: its tag is not there before it is published.`;
    return fault("not_found", field, "draft_release", message, fix);
  }
  if (release) {
    const message = `The tag ${tag} of ${repo} is gone, though its release is there.`;
    return fault("not_found", field, "no_tag", message, fix);
  }
  return fault("not_found", field, "no_tag", `${repo} has no tag ${tag}.`, fix);
}

/** Its branch was looked for before: it went away since, or this reader of GitHub cannot say where it stands. */
export function noTip(repo: string, branch: string): Problem {
  const message = `Where ${branch} of ${repo} stands is not known: GitHub shows no commit of it.`;
  return fault("not_found", "", "no_tip", message, "Choose days instead, or look whether the branch is still there.");
}

/** @param tags Some that there are. */
export function noRelease(repo: string, releases: readonly ListedRelease[], tags: readonly string[]): Problem {
  const only = releases.some(({ draft }) => !draft)
    ? "only pre-releases"
    : releases.length > 0
      ? "only drafts"
      : "none";
  const what = only === "none" ? "has no release yet" : `has no release yet, ${only}`;
  const named = [...releases.filter(({ draft }) => !draft).map(({ tag }) => tag), ...tags];
  const fix =
    named.length > 0
      ? `Name a tag instead, such as ${eitherOf([...new Set(named)].slice(0, SHOWN))}.`
      : "Choose days instead, or make a release first.";
  return fault("not_found", "since_release", "no_release", `${repo} ${what}.`, fix);
}

export function moved(repo: string, tag: string, was: string, is: string): Problem {
  const [before, now] = [was, is].map((sha) => sha.slice(0, 7));
  const message = `The tag ${tag} of ${repo} was moved: it stood at ${before} when this was asked for, and stands at ${now} now.`;
  return fault("conflict", "", "moved_tag", message, "Look at the pull requests again, then generate.");
}

export function sameCommit(repo: string, from: string, to: string): Problem {
  const message = `${from} and ${to} of ${repo} stand at the same commit: nothing lies between them.`;
  return fault("invalid", "to_tag", "same_commit", message, "Choose another tag at one end.");
}

export function backwards(repo: string, from: string, to: string): Problem {
  const message = `${to} of ${repo} is older than ${from}: the range ends before it begins.`;
  return fault("invalid", "to_tag", "backwards", message, "Swap the two tags.");
}

export function twoBranches(repo: string, from: string, to: string, at: string): Problem {
  const message = `${from} and ${to} of ${repo} are on two branches, which parted on ${at.slice(0, 10)}: neither holds the other.`;
  return fault("invalid", "to_tag", "two_branches", message, "Choose two tags of one branch, or since a release.");
}

export function tooFar(repo: string, tag: string, at: string): Problem {
  const message = `${tag} of ${repo} begins at ${at.slice(0, 10)}, more than ${LIMITS.window_days} days before the end.`;
  return fault("too_large", "", "too_long", message, "Choose a later tag or release.");
}

export function tooManyCommits(repo: string, count: number): Problem {
  const message = `${count.toLocaleString("en")} commits of ${repo} lie between the two ends.`;
  return fault("too_large", "", "too_many", message, "Choose a later tag or release.");
}

export function notWhole(repo: string, listed: number, total: number): Problem {
  const message = `GitHub listed ${listed} of the ${total} commits of ${repo} that lie between the two ends.`;
  return new Problem("unavailable", message, "Try again in a few minutes.");
}
