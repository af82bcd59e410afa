/** A model's answer may take so long where LLM_CALL_SECONDS says nothing else. */
export const CALL_SECONDS = 90;
const TO_WRITE_DOWN_S = 5;

/**
 * How long pipelines that are asked to stop wait for a model's answer, which is paid for: as long as one may take. Whoever starts them
 * has to wait as long: launch.ts, and `kill_timeout` in pipelines/fly.toml.
 */
export function stopGraceMs(callSeconds: number): number {
  return (callSeconds + TO_WRITE_DOWN_S) * 1_000;
}
