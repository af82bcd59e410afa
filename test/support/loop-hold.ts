/*
 * Loaded into a process by `--import`: how long its event loop was held at most, since it was last asked. A gap between two ticks counts
 * as far as the process was computing in it: a machine that is busy with others holds nobody's loop.
 */

const EVERY_MS = 5;
let longestMs = 0;
let at = performance.now();
let cpu = process.cpuUsage();

setInterval(() => {
  const [now, used] = [performance.now(), process.cpuUsage(cpu)];
  longestMs = Math.max(longestMs, Math.min(now - at - EVERY_MS, (used.user + used.system) / 1_000));
  at = now;
  cpu = process.cpuUsage();
}, EVERY_MS).unref();

process.on("message", (said) => {
  if (said !== "how long was the loop held?") return;
  process.send?.({ longestMs });
  longestMs = 0;
});
// Listening for messages must not keep a process alive that would end.
process.channel?.unref();
