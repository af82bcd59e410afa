import * as api from "../webhooks/contract/app-api.ts";
import { lineageFound, type LineageFound } from "../webhooks/contract/message-lineage.ts";
import {
  provenanceEnvelope,
  provenanceKey,
  type ProvenanceEnvelope,
  type ProvenanceKey,
} from "../webhooks/contract/provenance.ts";
import { askedUpdate, type AskedUpdate } from "../webhooks/contract/asked-update.ts";
import {
  runComparison,
  runHistory,
  runStory,
  type RunComparison,
  type RunHistory,
  type RunStory,
} from "../webhooks/contract/run-history.ts";
import { validateAnswer, type ValidateAnswer } from "../webhooks/contract/validation.ts";
import type { PolicyParts } from "../webhooks/contract/policy.ts";
import { asAnswer } from "../webhooks/contract/as-answer.ts";
import { doctorAnswer, type DoctorAnswer } from "../webhooks/contract/doctor.ts";
import { pulseAsker, reachPulse } from "./ask.ts";
import type { CliSettings } from "./settings.ts";
import { templateCalls, type TemplateCalls } from "./template-calls.ts";

/** The app's API as a program sees it. Every call throws a Problem: the app's own, or what kept it from answering. */
export type PulseClient = {
  templates: TemplateCalls;
  /** Whether anything answers there, and how far its clock is ahead of ours. */
  reach: () => Promise<{ url: string; ahead_ms: number }>;
  startUpdate: (slug: string, key: string) => Promise<AskedUpdate>;
  validateUpdate: (slug: string) => Promise<ValidateAnswer>;
  update: (id: string) => Promise<AskedUpdate>;
  runs: (filter: Readonly<Record<string, string>>) => Promise<RunHistory>;
  run: (id: string) => Promise<RunStory>;
  compareRuns: (one: string, other: string) => Promise<RunComparison>;
  doctor: () => Promise<DoctorAnswer>;
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

export function pulseClient(settings: CliSettings): PulseClient {
  const ask = pulseAsker(settings);
  const policyPath = (slug: string) => `/profiles/${encodeURIComponent(slug)}/policy`;
  const updatesPath = (slug: string) => `/profiles/${encodeURIComponent(slug)}/updates`;
  return {
    templates: templateCalls(ask),
    reach: () => reachPulse(settings.url),
    startUpdate: (slug, key) =>
      ask(updatesPath(slug), { method: "POST", shape: askedUpdate, headers: { "idempotency-key": key } }),
    validateUpdate: (slug) => ask(`${updatesPath(slug)}/validation`, { method: "POST", shape: validateAnswer }),
    update: (id) => ask(`/updates/${encodeURIComponent(id)}`, { shape: askedUpdate }),
    runs: (filter) => ask(`/runs?${new URLSearchParams(filter).toString()}`, { shape: runHistory }),
    run: (id) => ask(`/runs/${encodeURIComponent(id)}`, { shape: asAnswer(runStory) }),
    compareRuns: (one, other) =>
      ask(`/runs/${encodeURIComponent(one)}/comparison?to=${encodeURIComponent(other)}`, {
        shape: asAnswer(runComparison),
      }),
    doctor: () => ask("/doctor", { shape: asAnswer(doctorAnswer) }),
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
