import { z } from "zod";
import * as api from "../webhooks/contract/app-api.ts";
import { lineageFound, type LineageFound } from "../webhooks/contract/message-lineage.ts";
import {
  provenanceEnvelope,
  provenanceKey,
  type ProvenanceEnvelope,
  type ProvenanceKey,
} from "../webhooks/contract/provenance.ts";
import type { PolicyParts } from "../webhooks/contract/policy.ts";
import { Problem, problemDetails } from "../webhooks/contract/problem.ts";
import type { CliSettings } from "./settings.ts";

/** The app's API as a program sees it. Every call throws a Problem: the app's own, or what kept it from answering. */
export type PulseClient = {
  profiles: () => Promise<api.ProfileList>;
  policy: (slug: string) => Promise<api.KeptPolicy>;
  /** One that it had; null: it never had one of this number. */
  policyAt: (slug: string, number: number) => Promise<api.KeptPolicy | null>;
  preview: (slug: string, policy: PolicyParts) => Promise<api.ProfilePreview>;
  /** From a link to what a message was made of, or to the messages that used a pull request. */
  lineage: (from: string) => Promise<LineageFound>;
  provenance: (updateId: string) => Promise<ProvenanceEnvelope>;
  provenanceKey: () => Promise<ProvenanceKey>;
  /** @param base The number of the policy that was changed. */
  save: (slug: string, base: number, body: api.PolicyToSave) => Promise<api.KeptPolicy>;
  proposals: (slug: string) => Promise<api.OpenProposals>;
  /** @param base The number of the policy that was looked at with it. */
  accept: (slug: string, key: string, base: number, body: api.ProposalToAccept) => Promise<api.KeptPolicy>;
  refuse: (slug: string, key: string) => Promise<api.AnsweredProposal>;
};

type Asked<S extends z.ZodType> = {
  method?: "GET" | "POST" | "PUT";
  shape: S;
  body?: object;
  headers?: Record<string, string>;
};

/** A preview reads a quarter of pull requests again. */
const ANSWERS_WITHIN_MS = 60_000;

export function pulseClient({ url, token }: CliSettings): PulseClient {
  async function ask<S extends z.ZodType>(path: string, { method = "GET", shape, body, headers }: Asked<S>) {
    const answer = await sent(url, `${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: "application/json",
        ...(body && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return read(url, answer, shape);
  }
  const policyPath = (slug: string) => `/profiles/${encodeURIComponent(slug)}/policy`;
  return {
    profiles: () => ask("/profiles", { shape: api.profileList }),
    policy: (slug) => ask(policyPath(slug), { shape: api.keptPolicy }),
    async policyAt(slug, number) {
      const path = `/profiles/${encodeURIComponent(slug)}/policies?before=${number + 1}`;
      const { policies } = await ask(path, { shape: api.policyList });
      return policies.find((one) => one.number === number) ?? null;
    },
    preview: (slug, policy) =>
      ask(`${policyPath(slug)}/preview`, { method: "POST", shape: api.profilePreview, body: { policy } }),
    lineage: (from) => ask(`/lineage?from=${encodeURIComponent(from)}`, { shape: lineageFound }),
    provenance: (id) => ask(`/updates/${encodeURIComponent(id)}/provenance`, { shape: provenanceEnvelope }),
    provenanceKey: () => ask("/provenance/key", { shape: provenanceKey }),
    save: (slug, base, body) =>
      ask(policyPath(slug), {
        method: "PUT",
        shape: api.keptPolicy,
        body,
        headers: { "if-match": `"${base}"` },
      }),
    proposals: (slug) => ask(`${policyPath(slug)}/proposals`, { shape: api.openProposals }),
    accept: (slug, key, base, body) =>
      ask(`${policyPath(slug)}/proposals/${encodeURIComponent(key)}/acceptance`, {
        method: "POST",
        shape: api.keptPolicy,
        body,
        headers: { "if-match": `"${base}"` },
      }),
    refuse: (slug, key) =>
      ask(`${policyPath(slug)}/proposals/${encodeURIComponent(key)}/refusal`, {
        method: "POST",
        shape: api.answeredProposal,
      }),
  };
}

async function sent(url: string, address: string, request: RequestInit): Promise<{ status: number; text: string }> {
  const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
  try {
    // Another address is none that the token was meant for.
    const answer = await fetch(address, { ...request, redirect: "manual", signal });
    return { status: answer.status, text: await answer.text() };
  } catch (cause) {
    const within = `within ${ANSWERS_WITHIN_MS / 1000} seconds`;
    const message = signal.aborted ? `${url} did not answer ${within}.` : `Nothing answers at ${url}.`;
    const remedy = "Look whether Pulse runs there, and whether PULSE_URL is right.";
    throw new Problem("unavailable", message, remedy, { cause });
  }
}

/** @throws {Problem} what the app says, or `upstream` for what is none of its answers. */
function read<S extends z.ZodType>(url: string, { status, text }: { status: number; text: string }, shape: S) {
  const value = jsonIn(text);
  if (status >= 200 && status < 300) {
    const { success, data } = shape.safeParse(value);
    if (success) return data;
  }
  const told = problemDetails.safeParse(value);
  if (told.success) {
    const { code, detail, remedy, details = [] } = told.data;
    throw new Problem(code, detail, remedy, { details });
  }
  const message = `What answers at ${url} is not this Pulse’s API (status ${status}).`;
  throw new Problem("upstream", message, "Look whether PULSE_URL is right, and whether both are of one release.");
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
