/* Loaded into a process by `--import`: on a word it fails in a place that nothing of ours surrounds. */

const WAYS: Record<string, () => void> = {
  "throw in a timer": () =>
    void setTimeout(() => {
      throw new Error("thrown in a timer");
    }),
  // What was aborted is no plain error.
  reject: () => void Promise.reject(AbortSignal.abort().reason),
  print: () => console.error(new Error("printed by a library")),
  warn: () => process.emitWarning("something is deprecated", "DeprecationWarning"),
};

process.on("message", (said) => typeof said === "string" && WAYS[said]?.());
// Listening for messages must not keep a process alive that would end.
process.channel?.unref();
