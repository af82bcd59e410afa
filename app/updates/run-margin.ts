/**
 * How much longer the app waits than a run may take, so that the pipelines end it and not the app: for the call that is open when its
 * time is over (LLM_CALL_SECONDS), and for its result to arrive.
 */
export const RUN_MARGIN_MS = 2 * 60_000;
