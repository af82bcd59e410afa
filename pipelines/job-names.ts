/** The pipelines' queues. */
export const RUN = "run";
export const REPORT_BACK = "report-back";
export const READ_EVIDENCE = "read-evidence";
export const JUDGE_VERSIONS = "judge-versions";
export const TEST_MODEL = "test-model";
export const SWEEP = "sweep";
