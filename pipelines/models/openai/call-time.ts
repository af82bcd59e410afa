/** How long a call may take, in milliseconds: the whole of it, and without a new word once it has begun to write. */
type Limits = { callMs: number; silentMs: number };

export type CallTime = {
  /** Of whoever asks, or because the time is over. */
  signal: AbortSignal;
  /** Words have come: so long is waited for the next ones. */
  grew: () => void;
  isOverdue: () => boolean;
  isSilent: () => boolean;
  end: () => void;
};

/** Bytes are no progress: a server that keeps its line alive without a word is left like one that is silent. */
export function callTime({ callMs, silentMs }: Limits, stopped: AbortSignal): CallTime {
  const [overdue, silent] = [new AbortController(), new AbortController()];
  const whole = setTimeout(() => overdue.abort(), callMs);
  let pause: NodeJS.Timeout | undefined;
  return {
    signal: AbortSignal.any([stopped, overdue.signal, silent.signal]),
    grew() {
      clearTimeout(pause);
      pause = setTimeout(() => silent.abort(), silentMs);
    },
    isOverdue: () => overdue.signal.aborted,
    isSilent: () => silent.signal.aborted,
    end() {
      clearTimeout(whole);
      clearTimeout(pause);
    },
  };
}
