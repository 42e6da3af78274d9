import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { asProblem, type Problem } from '../api/problem';
import { connection } from './connection';

export interface Resource<T> {
  /** The newest answer; it stays while a newer one is asked for, so that nothing jumps. */
  data: T | undefined;
  problem: Problem | null;
  /** The server does not have this (404): whoever shows it hides it. */
  missing: boolean;
  loading: boolean;
  reload: () => void;
}

interface Options { everyMs?: number; enabled?: boolean }

export const useConnection = () => useSyncExternalStore(connection.subscribe, connection.get);

/**
 * What `load` answers for `key`, asked again when the key changes, every `everyMs` while the page is visible, and when a lost
 * connection is back. Answers of an earlier key are dropped.
 */
export function useResource<T>(key: string, load: (signal: AbortSignal) => Promise<T>, { everyMs, enabled = true }: Options = {}): Resource<T> {
  const [state, setState] = useState<{ key: string; data?: T; problem: Problem | null }>({ key, problem: null });
  const [round, setRound] = useState(0);
  const loader = useRef(load);
  loader.current = load;
  const { recoveries } = useConnection();
  const reload = useCallback(() => setRound((n) => n + 1), []);
  const missing = state.key === key && state.problem?.isMissing === true;

  useEffect(() => {
    if (!enabled) return;
    const stop = new AbortController();
    loader.current(stop.signal).then(
      (data) => { if (!stop.signal.aborted) setState({ key, data, problem: null }); },
      (thrown) => {
        if (stop.signal.aborted) return;
        const problem = asProblem(thrown);
        setState((old) => ({ key, data: old.key === key && !problem.isMissing ? old.data : undefined, problem }));
      },
    );
    return () => stop.abort();
  }, [key, round, recoveries, enabled]);

  useEffect(() => {
    if (!enabled || everyMs === undefined || missing) return;
    const timer = setInterval(() => { if (!document.hidden && !connection.get().lost) reload(); }, everyMs);
    const shown = () => { if (!document.hidden) reload(); };
    document.addEventListener('visibilitychange', shown);
    return () => { clearInterval(timer); document.removeEventListener('visibilitychange', shown); };
  }, [everyMs, enabled, missing, reload]);

  const current = state.key === key;
  return {
    data: current ? state.data : undefined,
    problem: current ? state.problem : null,
    missing,
    loading: enabled && (!current || (state.data === undefined && state.problem === null)),
    reload,
  };
}
