/**
 * How long some work holds the event loop at most: the longest turn, in milliseconds of processor time of this thread. What other
 * processes of a busy machine take is not in it, so that a limit on it holds everywhere.
 */
export async function longestTurnMs(work: () => unknown): Promise<number> {
  let longest = 0;
  let last = cpuMs();
  const look = () => {
    const now = cpuMs();
    longest = Math.max(longest, now - last);
    last = now;
  };
  let over = false;
  const turn = () => {
    look();
    if (!over) setImmediate(turn);
  };
  setImmediate(turn);
  try {
    await work();
  } finally {
    over = true;
    look();
  }
  return longest;
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
