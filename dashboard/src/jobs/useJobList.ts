import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import { useLive } from '../live/useLive';
import { useConnection } from '../live/useResource';
import { filterSearch, type JobFilters, listQuery } from './filters';
import { appendPage, applyEvents, type Listed, mergeHead } from './jobRows';

const headSize = 100;
const pageSize = 250;
const keptAtTop = 1000;
const refreshEveryMs = 1000;

export interface JobList extends Listed {
  loading: boolean;
  loadingMore: boolean;
  problem: Problem | null;
  /** Something newer than what is shown: the list is paused, or scrolled down. */
  stale: boolean;
  loadMore: () => void;
  refresh: () => void;
}

/**
 * The list of a filter: its first page, more as one scrolls, and kept up to date from events. While `live` is off, or the reader has
 * scrolled down (`atTop` is false), no rows come in above; what is shown still changes state.
 */
export function useJobList(filters: JobFilters, live: boolean, atTop: () => boolean): JobList {
  const key = filterSearch(filters);
  const [listed, setListed] = useState<Listed & { key: string }>({ key: '', rows: [], next: null });
  const [status, setStatus] = useState<{ loading: boolean; more: boolean; problem: Problem | null; stale: boolean }>({ loading: true, more: false, problem: null, stale: false });
  const scope = useRef<AbortController>(new AbortController());
  const state = useRef({ fetching: false, refreshing: false, lastRefresh: 0, timer: undefined as ReturnType<typeof setTimeout> | undefined });
  const { recoveries } = useConnection();
  const shown = useRef(listed);
  shown.current = listed;
  const query = useMemo(() => listQuery(filters), [key]); // the key says all that is in the filters

  const put = useCallback((next: Listed) => setListed({ key, rows: next.rows, next: next.next }), [key]);

  const refresh = useCallback(async () => {
    const { signal } = scope.current;
    state.current.refreshing = true;
    state.current.lastRefresh = performance.now();
    try {
      const page = await api.jobs({ ...query, limit: headSize }, signal);
      if (signal.aborted) return;
      const head = { rows: page.items, next: page.next_cursor };
      const old = shown.current;
      const keep = old.key === key && filters.order === 'newest' && old.rows.length <= keptAtTop;
      put(keep ? mergeHead(old, head) : head);
      setStatus((now) => ({ ...now, loading: false, problem: null, stale: false }));
    } catch (thrown) {
      if (!signal.aborted) setStatus((now) => ({ ...now, loading: false, problem: asProblem(thrown) }));
    } finally {
      if (!signal.aborted) state.current.refreshing = false;
    }
  }, [key, put, query, filters.order]);

  useEffect(() => {
    scope.current.abort();
    scope.current = new AbortController();
    clearTimeout(state.current.timer);
    state.current = { fetching: false, refreshing: false, lastRefresh: 0, timer: undefined };
    setStatus((now) => ({ ...now, loading: shown.current.key !== key, more: false, problem: null }));
    // Back from a lost connection, a reader who has scrolled down keeps the place.
    if (shown.current.key === key && shown.current.rows.length > 0 && !atTop()) setStatus((now) => ({ ...now, stale: true }));
    else void refresh();
    return () => scope.current.abort();
  }, [key, recoveries, refresh, atTop]);

  const refreshSoon = useCallback(() => {
    const { signal } = scope.current;
    const wait = Math.max(0, state.current.lastRefresh + refreshEveryMs - performance.now());
    state.current.timer ??= setTimeout(() => {
      state.current.timer = undefined;
      if (!signal.aborted && !state.current.refreshing) void refresh();
    }, wait);
  }, [refresh]);

  useLive(({ states, progress, reload }) => {
    const now = shown.current;
    if (now.key !== key) return;
    const belongs = (row: { state: JobFilters['state'][number] }) => filters.state.length === 0 || filters.state.includes(row.state);
    // A row leaves the list only where the reader sees the top: further down nothing moves under the pointer.
    const top = atTop();
    const applied = applyEvents(now.rows, states, progress, top ? belongs : () => true);
    if (applied.rows !== now.rows) put({ rows: applied.rows, next: now.next });
    if (!reload && applied.unknown === 0) return;
    if (top) refreshSoon();
    else if (applied.unknown > 0) setStatus((old) => (old.stale ? old : { ...old, stale: true }));
  }, live);

  const loadMore = useCallback(async () => {
    const from = shown.current;
    const { signal } = scope.current;
    if (from.key !== key || from.next === null || state.current.fetching) return;
    state.current.fetching = true;
    setStatus((now) => ({ ...now, more: true }));
    try {
      // Pages may be empty and not the last: the server looks through so many jobs a call.
      let cursor: string | null = from.next;
      let found = 0;
      while (cursor !== null && found === 0) {
        const page = await api.jobs({ ...query, limit: pageSize, cursor }, signal);
        if (signal.aborted) return;
        found = page.items.length;
        cursor = page.next_cursor;
        put(appendPage(shown.current, { rows: page.items, next: cursor }));
      }
      setStatus((now) => ({ ...now, more: false, problem: null }));
    } catch (thrown) {
      if (!signal.aborted) setStatus((now) => ({ ...now, more: false, problem: asProblem(thrown) }));
    } finally {
      if (!signal.aborted) state.current.fetching = false;
    }
  }, [key, put, query]);

  const fresh = listed.key === key;
  return {
    rows: fresh ? listed.rows : [],
    next: fresh ? listed.next : null,
    loading: status.loading || !fresh && status.problem === null,
    loadingMore: status.more,
    problem: status.problem,
    stale: status.stale,
    loadMore: useCallback(() => void loadMore(), [loadMore]),
    refresh: useCallback(() => void refresh(), [refresh]),
  };
}
