import { useState } from 'react';
import { api, whole } from '../api/client';
import { type History, jobStates } from '../api/types';
import { useServer } from '../app/server';
import { useReloadOnChange } from '../live/useLive';
import { useResource } from '../live/useResource';
import { jobsPath } from '../routing/paths';
import { Link } from '../routing/router';
import { brief, count } from '../text/numbers';
import { span } from '../text/time';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { PageHead, ProblemNotice } from '../ui/Notice';
import { Charts } from './Charts';
import { FirstJob } from './FirstJob';
import { NextDue, QueueLag, RecentFailures } from './Panels';
import { deadLettersAsked, warningsOf } from './warnings';

/** What is going on, what is wrong, and where to look. */
export function Overview() {
  const { info, stats } = useServer();
  const [resolution, setResolution] = useState<History['resolution']>('second');
  const history = useResource(`history:${resolution}`, (signal) => api.history(resolution, signal), { everyMs: resolution === 'second' ? 5000 : 60_000 });
  const queues = useResource('queues', (signal) => whole((cursor) => api.queues(cursor, signal)), { everyMs: 4000 });
  const nodes = useResource('nodes', (signal) => whole((cursor) => api.nodes(cursor, signal)), { everyMs: 5000 });
  const types = useResource('types', (signal) => whole((cursor) => api.jobTypes(cursor, signal)), { everyMs: 5000 });
  const failures = useResource('recent-failures', (signal) => api.deadLetters({ limit: deadLettersAsked }, signal), { everyMs: 10_000 });
  useReloadOnChange(failures.reload, 2000);
  const warnings = warningsOf({
    deadLetters: failures.data?.items, now: stats.data && Date.parse(stats.data.at), stats: stats.data, server: info, queues: queues.data, nodes: nodes.data, jobTypes: types.data,
    history: resolution === 'second' ? history.data?.points : undefined,
  });
  const counts = stats.data?.by_state;
  const isNew = counts !== undefined && jobStates.every((state) => counts[state] === 0);
  return (
    <>
      <PageHead title="Overview" />
      {stats.problem && !stats.data && <ProblemNotice problem={stats.problem} onRetry={stats.reload} />}
      <ul className="tiles" aria-label="Jobs by state">
        {jobStates.map((state) => (
          <li key={state}>
            <Link to={jobsPath({ state: [state] })} className={`tile state-${state}`}>
              <span className="tile-name"><Icon name={state} size={14} />{state}</span>
              <span className="tile-count">{counts ? count(counts[state]) : '–'}</span>
            </Link>
          </li>
        ))}
      </ul>
      <Warnings warnings={warnings} known={stats.data !== undefined} />
      {isNew && <FirstJob />}
      {history.data
        ? <Charts history={history.data} resolution={resolution} onResolution={setResolution} targetMs={info?.lateness_target_ms ?? null} />
        : history.missing ? <Rates /> : <section className="panel charts charts-waiting" aria-hidden="true" />}
      <div className="columns">
        <NextDue />
        <RecentFailures failures={failures} />
        <QueueLag queues={queues.data} />
      </div>
    </>
  );
}

// More than these would push the charts away.
const atFirst = 3;

function Warnings({ warnings, known }: { warnings: ReturnType<typeof warningsOf>; known: boolean }) {
  const [all, setAll] = useState(false);
  if (warnings.length === 0)
    return <p className="all-well">{known && <><Icon name="completed" /> Nothing needs you.</>}</p>;
  return (
    <ul className="warnings" aria-label="Needs attention">
      {warnings.slice(0, all ? undefined : atFirst).map((warning) => (
        <li key={warning.id} className={`warning warning-${warning.level}`}>
          <Icon name={warning.level === 'note' ? 'info' : 'warning'} />
          <div><strong>{warning.title}</strong><p>{warning.text}</p></div>
          <Link to={warning.to} className="button button-plain">{warning.action}</Link>
        </li>
      ))}
      {warnings.length > atFirst && <li className="warnings-more"><Button kind="quiet" onClick={() => setAll(!all)}>{all ? 'Fewer' : `${warnings.length - atFirst} more`}</Button></li>}
    </ul>
  );
}

/** Without a history the server still tells the mean of the last minute. */
function Rates() {
  const stats = useServer().stats.data;
  if (stats === undefined) return null;
  const rate = stats.per_second;
  const late = stats.lateness_ms;
  return (
    <section className="panel rates">
      <dl>
        {(['submitted', 'started', 'finished'] as const).map((name) => <div key={name}><dt>{name} per second</dt><dd>{rate[name] === null ? '–' : brief(rate[name])}</dd></div>)}
        <div><dt>lateness p50</dt><dd>{late.p50 === null ? '–' : span(late.p50)}</dd></div>
        <div><dt>lateness p99</dt><dd>{late.p99 === null ? '–' : span(late.p99)}</dd></div>
      </dl>
      <p className="hint">Rates over the last {span(rate.window_s * 1000)}, lateness over the last {span(late.window_s * 1000)}.</p>
    </section>
  );
}
