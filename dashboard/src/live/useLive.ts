import { useEffect, useRef, useSyncExternalStore } from 'react';
import { hub, type LiveBatch, type LiveMode } from './hub';

/** Calls `listener` with what changed, at most four times a second. */
export function useLive(listener: (batch: LiveBatch) => void, enabled = true): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => (enabled ? hub.listen((batch) => latest.current(batch)) : undefined), [enabled]);
}

export const useLiveMode = (): LiveMode => useSyncExternalStore(hub.onMode, () => hub.mode);

/** Calls `reload` when jobs have changed, at most once in `everyMs`. */
export function useReloadOnChange(reload: () => void, everyMs = 1000): void {
  const latest = useRef(reload);
  latest.current = reload;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const stop = hub.listen(() => {
      if (document.hidden) return;
      timer ??= setTimeout(() => { timer = undefined; last = performance.now(); latest.current(); }, Math.max(0, last + everyMs - performance.now()));
    });
    return () => { stop(); clearTimeout(timer); };
  }, [everyMs]);
}
