/**
 * The limits of what is asked for over the contract. Its schemas, the forms in the browser and in Slack, and every sentence that names
 * one of them read them here: a number that stands twice is two numbers one day.
 */
export const LIMITS = {
  /** A leap year. */
  window_days: 366,
  sources: 10,
  /** @source git-check-ref-format(1) names none; file systems end at 255 bytes. */
  branch_chars: 255,
  zone_chars: 100,
  prompt_chars: 600,
  context_chars: 4_000,
  ignored_prs: 500,
  announced_chars: 200,
  model_chars: 100,
  iterations: { least: 1, most: 8 },
  items: { least: 3, most: 60 },
  /** What a person says of an earlier text. */
  feedback_chars: 2_000,
  /** The same, with what people say of its sentences. */
  feedback_with_comments_chars: 8_000,
  /** One sentence of a text that people write by item: more is none. */
  item_chars: 2_000,
  /** What a check offers instead of words of a line, or as a line. */
  offer_chars: 2_000,
  /** Wishes that a text does not follow. */
  not_followed: { most: 5, chars: 240 },
  /** Why models are stopped, and by whom. */
  stop_reason_chars: 300,
  stop_name_chars: 100,
  /** How many pull requests an estimate may be asked for. */
  estimated_pull_requests: 100_000,
  idempotency_key_chars: 200,
  /** Longer than any of ours; browsers and proxies cut somewhere above. */
  address_chars: 2_000,
  /** A test of a model ends by then, and with so many calls or tokens at the most. */
  model_test: { seconds: 300, calls: 12, tokens: 60_000 },
  /** Another wording of one item: what may be said with it, and how long and how often a model may be asked for it. */
  wording: { prs: 20, tried: 5, wish_chars: 240, seconds: 30, calls: 2 },
  /** Pull requests whose way through a run is asked for at once. */
  lineage_prs: 200,
  /** Of run templates and their versions. A skill longer than these is no instruction any more, and costs in every call. */
  templates: {
    name_chars: 40,
    tag_chars: 40,
    description_chars: 200,
    note_chars: 200,
    reason_chars: 300,
    prompts: 60,
    prompt_chars: 20_000,
    skills: 12,
    skill_chars: 6_000,
    all_skill_chars: 24_000,
    templates: 20,
    tags: 20,
  },
  /** Of a policy: more rules than these nobody reads. Values: of one condition, and of all together. `windows`: of one preview. */
  policy: {
    rules: 100,
    conditions: 6,
    values: 30,
    all_values: 1_000,
    value_chars: 200,
    sections: 24,
    section_chars: 40,
    windows: 12,
    /** Proposals that a preview counts in. */
    proposed: 50,
    key_chars: 64,
  },
} as const;
