/* Loaded into a process by `--import`: on a word it fails in a place that nothing of ours surrounds. */

const WAYS: Record<string, () => void> = {
  "throw in a timer": () =>
    void setTimeout(() => {
      throw new Error("thrown in a timer");
    }),
  reject: () => void Promise.reject(new Error("rejected and heard by nobody")),
  print: () => console.error(new Error("printed by a library")),
  warn: () => process.emitWarning("something is deprecated", "DeprecationWarning"),
};

process.on("message", (said) => typeof said === "string" && WAYS[said]?.());
// Listening for messages must not keep a process alive that would end.
process.channel?.unref();
