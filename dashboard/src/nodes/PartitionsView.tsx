import { useState } from 'react';
import { api, whole } from '../api/client';
import type { Partition } from '../api/types';
import { useResource } from '../live/useResource';
import { count } from '../text/numbers';
import { span } from '../text/time';
import { Empty, PageHead, ProblemNotice, Skeleton } from '../ui/Notice';
import { OrleansLink } from './NodesView';

type Column = [name: string, value: (partition: Partition) => number | string, shown?: (partition: Partition) => string];

const columns: Column[] = [
  ['partition', (one) => one.partition],
  ['owner', (one) => one.node ?? ''],
  ['term', (one) => one.term],
  ['due soon', (one) => one.in_memory],
  ['due, waiting', (one) => one.queued],
  ['oldest waits', (one) => one.oldest_queued_ms ?? -1, (one) => (one.oldest_queued_ms === null ? '–' : span(one.oldest_queued_ms))],
  ['running', (one) => one.running],
  ['commit p50', (one) => one.commit_ms?.p50 ?? -1, (one) => (one.commit_ms ? span(one.commit_ms.p50) : '–')],
  ['commit p99', (one) => one.commit_ms?.p99 ?? -1, (one) => (one.commit_ms ? span(one.commit_ms.p99) : '–')],
];

/** Who owns which slice of the schedule, under which term, and how fast it commits. */
export function PartitionsView() {
  const list = useResource('partitions', (signal) => whole((cursor) => api.partitions(cursor, signal)), { everyMs: 2000 });
  const [sort, setSort] = useState<{ by: number; down: boolean }>({ by: 0, down: false });
  const valueOf = columns[sort.by]![1];
  const rows = [...(list.data ?? [])].sort((a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)];
    return (left < right ? -1 : left > right ? 1 : a.partition - b.partition) * (sort.down ? -1 : 1);
  });
  return (
    <>
      <PageHead title="Partitions" lead="Each is a slice of all jobs with one owner; a write under an old term is refused."><OrleansLink /></PageHead>
      {list.missing ? <Empty title="This server does not tell about its partitions"><p>It is older than this page.</p></Empty>
        : list.problem && !list.data ? <ProblemNotice problem={list.problem} onRetry={list.reload} />
          : list.data === undefined ? <Skeleton rows={8} /> : (
            <div className="panel scroll-x">
              <table className="wide">
                <thead>
                  <tr>
                    {columns.map(([name], index) => (
                      <th key={name} className={index < 2 ? undefined : 'number'} aria-sort={sort.by !== index ? undefined : sort.down ? 'descending' : 'ascending'}>
                        <button type="button" onClick={() => setSort({ by: index, down: sort.by === index ? !sort.down : index > 1 })}>{name}{sort.by === index ? (sort.down ? ' ↓' : ' ↑') : ''}</button>
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((one) => (
                    <tr key={one.partition}>
                      {columns.map(([name, value, shown], index) => {
                        const raw = value(one);
                        return <td key={name} className={index < 2 ? undefined : 'number'}>{shown ? shown(one) : typeof raw === 'number' ? (index < 1 || index === 2 ? raw : count(raw)) : raw || <span className="faint">nobody</span>}</td>;
                      })}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
    </>
  );
}
