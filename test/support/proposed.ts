import type { PolicyProposal } from "../../webhooks/contract/policy-proposals.ts";

const PULL = { pr: "acme/harbor#12", title: "Bump undici", url: "https://github.com/acme/harbor/pull/12" };

/** Another default, because people did so. */
export const DEPENDENCIES: PolicyProposal = {
  key: "0123456789abcdef",
  change: { what: "default", of: "dependencies", to: "cite" },
  text: "Tell dependency updates.",
  because: "You announced 12 of 12 dependency updates.",
  evidence: { fits: 12, windows: 3, agree: 12, told: [PULL], not_told: [], elsewhere: [] },
  moves: 12,
  moved: [PULL],
};

/** A rule, of which a file of the repository speaks. */
export const INTERNAL: PolicyProposal = {
  key: "fedcba9876543210",
  change: {
    what: "rule",
    rule: { when: [{ what: "labels", how: "any", values: ["internal"] }], then: "omit", firm: "usually" },
  },
  text: "When a label is internal, leave it out.",
  because: ".github/release.yml leaves it out.",
  evidence: null,
  moves: null,
  moved: [],
};
