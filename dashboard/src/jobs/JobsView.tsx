import { useCallback, useMemo, useRef, useState } from 'react';
import type { BulkTarget, BulkVerb } from '../api/types';
import { applies } from '../bulk/applies';
import { BulkDialog } from '../bulk/BulkDialog';
import { useLiveMode } from '../live/useLive';
import { jobsPath, paths } from '../routing/paths';
import { navigate, useLocation } from '../routing/router';
import { count, counted } from '../text/numbers';
import { Button } from '../ui/Button';
import { PageHead, ProblemNotice } from '../ui/Notice';
import { useKeys } from '../ui/keys';
import { BulkBar } from './BulkBar';
import { FilterBar } from './FilterBar';
import { bulkFilter, filterSearch, type JobFilters, narrowed, parseFilters } from './filters';
import { JobTable } from './JobTable';
import { NoJobs } from './NoJobs';
import { StateRail } from './StateRail';
import { useJobList } from './useJobList';

/** The list of jobs: what is filtered is in the address, what is done is done to the filter or to ticked rows. */
export function JobsView() {
  const { search } = useLocation();
  const filters = useMemo(() => parseFilters(search), [search]);
  const [live, setLive] = useState(true);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [cursor, setCursor] = useState(-1);
  const [bulk, setBulk] = useState<{ verb: BulkVerb; target: BulkTarget } | null>(null);
  const table = useRef<HTMLDivElement>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const mode = useLiveMode();
  const atTop = useCallback(() => (table.current?.getBoundingClientRect().top ?? 0) > -80, []);
  const list = useJobList(filters, live, atTop);

  const change = useCallback((next: JobFilters) => {
    setTicked(new Set());
    setCursor(-1);
    navigate(paths.jobs + filterSearch(next), { replace: true });
  }, []);
  const tick = useCallback((ids: string[], on: boolean) => setTicked((old) => {
    const next = new Set(old);
    for (const id of ids) if (on) next.add(id); else next.delete(id);
    return next;
  }), []);
  const start = (verb: BulkVerb) => {
    if (ticked.size > 0) { setBulk({ verb, target: { ids: [...ticked] } }); return; }
    const filter = bulkFilter(filters);
    if (verb === 'discard') delete filter.state; // Dead letters are failed jobs anyway.
    const narrow = verb === 'discard' ? filter : narrowed(filter, applies[verb]);
    if (narrow !== null) setBulk({ verb, target: { filter: narrow } });
  };
  const move = (by: number) => setCursor((old) => Math.min(list.rows.length - 1, Math.max(0, old + by)));
  const current = list.rows[cursor];

  useKeys({
    '/': () => searchBox.current?.focus(),
    j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    o: () => current && navigate(paths.job(current.job_id)),
    x: () => current && tick([current.job_id], !ticked.has(current.job_id)),
    p: () => setLive((on) => !on),
    '*': () => tick(list.rows.slice(0, 1000).map((row) => row.job_id), ticked.size === 0),
    Escape: () => { setTicked(new Set()); setCursor(-1); },
  });

  return (
    <>
      <PageHead title="Jobs">
        <span className={`live live-${live ? mode : 'paused'}`} title={live && mode === 'polling' ? 'This server has no event stream: the list is loaded again every 2 s.' : undefined}>
          {!live ? 'paused' : mode === 'waiting' ? 'connecting' : mode === 'polling' ? 'live, every 2 s' : 'live'}
        </span>
        <Button icon={live ? 'pause' : 'running'} onClick={() => { setLive(!live); if (!live) list.refresh(); }} pressed={!live}>{live ? 'Pause' : 'Go on'}</Button>
      </PageHead>
      <div className="jobs-layout">
        <StateRail filters={filters} onChange={change} />
        <div className="jobs-main">
          <FilterBar filters={filters} onChange={change} input={searchBox} />
          <BulkBar filters={filters} ticked={ticked} onStart={start} onClear={() => setTicked(new Set())} />
          {list.problem && <ProblemNotice problem={list.problem} onRetry={list.refresh} />}
          {(list.stale || !live && list.rows.length > 0) && (
            <button type="button" className="newer" onClick={() => { window.scrollTo({ top: 0 }); setLive(true); list.refresh(); }}>
              {live ? 'There are newer jobs above' : 'The list stands still'}: show the newest
            </button>
          )}
          {!list.loading && list.rows.length === 0 && list.next === null && !list.problem
            ? <NoJobs filters={filters} onClear={() => navigate(jobsPath({}))} />
            : <JobTable list={list} box={table} ticked={ticked} onTick={tick} cursor={cursor} />}
          <p className="table-end" aria-live="polite">
            {list.loadingMore ? 'Loading older jobs…' : list.next === null && list.rows.length > 0 ? `${counted(list.rows.length, 'job')}, that is all.` : list.rows.length > 0 ? `${count(list.rows.length)} loaded, scroll for more.` : ''}
            {list.next !== null && !list.loadingMore && <Button kind="quiet" onClick={list.loadMore}>Load more</Button>}
          </p>
        </div>
      </div>
      {bulk && <BulkDialog {...bulk} onClose={() => setBulk(null)} onDone={() => { setTicked(new Set()); list.refresh(); }} />}
    </>
  );
}
