import { useSyncExternalStore } from 'react';

let offsetMs = 0;
let tick = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

/** The server's time, as it was told last: relative times must not depend on how well the reader's clock is set. */
export const serverNow = (): number => Date.now() + offsetMs;

/** Takes the server's time from an answer. What the answer took to travel is not told apart from a difference, so small ones are ignored. */
export function observeServerTime(at: string): void {
  const difference = Date.parse(at) - Date.now();
  if (Number.isFinite(difference)) offsetMs = Math.abs(difference) < 2000 ? 0 : difference;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    if (document.hidden) return;
    tick = Date.now();
    for (const one of listeners) one();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) { clearInterval(timer); timer = undefined; }
  };
}

/** The server's time, renewed every second for all who show it. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => tick) + offsetMs;
