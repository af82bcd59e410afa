import { readFileSync } from "node:fs";
import { Problem } from "../../webhooks/contract/problem.ts";
import { verifyProvenance } from "../../webhooks/contract/verify-provenance.ts";
import { onOneLine } from "../say.ts";
import type { Command } from "./command.ts";

export const verify: Command = {
  name: "verify",
  words: ["STATEMENT"],
  about: "Holds a signed statement against a public key, without a network",
  options: {
    key: { type: "string", value: "FILE", about: "the public key, as PEM; without it Pulse is asked for its own" },
  },
  more: "A statement is written by pulse lineage FROM --statement FILE. The key is printed by pulse key.",
  async work(pulse, [path = ""], { key }) {
    const pem = typeof key === "string" ? textOf(key) : (await pulse.provenanceKey()).public_key_pem;
    const read = verifyProvenance(jsonOf(textOf(path), path), pem);
    if (!read.ok)
      throw new Problem("invalid", `The statement ${read.because}.`, "Use it as it was written, and its key.");
    const { subject, predicate } = read.statement;
    const { resolvedDependencies: made, externalParameters } = predicate.buildDefinition;
    const named = [...subject, ...made].map(({ name, digest }) => `  ${name.padEnd(24)}${digest.sha256}`);
    const lines = [
      `It is true to its signature: run ${predicate.runDetails.metadata.invocationId}, ${externalParameters.template}.`,
      ...named.map(onOneLine).map((line) => `  ${line}`),
    ];
    return { lines, json: { verified: true, keyid: read.keyid, statement: read.statement } };
  },
};

export const publicKey: Command = {
  name: "key",
  words: [],
  about: "The public key that statements of this Pulse are verified with, as PEM",
  async work(pulse) {
    const key = await pulse.provenanceKey();
    return { lines: [key.public_key_pem.trimEnd()], json: key };
  },
};

const MOST_BYTES = 4 * 1024 * 1024;

/** @throws {Problem} `bad_request` */
function textOf(path: string): string {
  try {
    const bytes = readFileSync(path);
    if (bytes.length <= MOST_BYTES) return bytes.toString("utf8");
  } catch (cause) {
    throw new Problem("bad_request", `${path} cannot be read.`, "Name a file that is there.", { cause });
  }
  throw new Problem("bad_request", `${path} is too large for a statement or a key.`, "Name the file itself.");
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem("invalid", `${path} is no JSON.`, "Use it as it was written.", { cause });
  }
}
