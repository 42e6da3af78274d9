import { describe, expect, it } from 'vitest';
import type { DeadLetter, HistoryPoint, JobType, NodeInfo, Queue, ServerInfo, Stats } from '../api/types';
import { buckets, linePath, niceTop, worst } from './series';
import { warningsOf } from './warnings';

const stats = (more: { free?: number | null; p99?: number; queued?: number } = {}): Stats =>
  ({ by_state: { queued: more.queued ?? 0 }, disk_free_bytes: more.free ?? null, lateness_ms: { window_s: 900, p99: more.p99 ?? null } }) as unknown as Stats;
const server = (target: number | null): ServerInfo => ({ lateness_target_ms: target }) as ServerInfo;
const points = (count: number, of: (index: number) => Partial<HistoryPoint>): HistoryPoint[] =>
  Array.from({ length: count }, (_, index) => ({ at: new Date(index * 1000).toISOString(), submitted: 0, started: 0, finished: 0, failed: 0, queued: 0, running: 0, lateness_ms: null, ...of(index) }));
const ids = (known: Parameters<typeof warningsOf>[0]) => warningsOf(known).map((warning) => warning.id);

describe('warnings', () => {
  it('warningsOf_nothingKnown_isSilent', () => expect(warningsOf({})).toEqual([]));

  it('warningsOf_typeNobodyHandles_isSeriousOnlyIfJobsWait', () => {
    const type = (waiting: number) => ({ name: 'fax', nodes: [], counts: { waiting } }) as unknown as JobType;
    expect(warningsOf({ jobTypes: [type(2)] })[0]).toMatchObject({ level: 'serious', title: 'Nobody handles “fax”' });
    expect(warningsOf({ jobTypes: [type(0)] })).toEqual([]);
  });

  it('warningsOf_lateness_isJudgedByTheTarget', () => {
    expect(ids({ stats: stats({ p99: 300 }), server: server(250) })).toEqual(['lateness']);
    expect(ids({ stats: stats({ p99: 200 }), server: server(250) })).toEqual([]);
    expect(ids({ stats: stats({ p99: 300 }), server: server(null) })).toEqual([]);
  });

  it('warningsOf_disk_worsensWithWhatIsLeft', () => {
    expect(warningsOf({ stats: stats({ free: 50e9 }) })).toEqual([]);
    expect(warningsOf({ stats: stats({ free: 1.5e9 }) })[0]).toMatchObject({ id: 'disk', level: 'warning' });
    expect(warningsOf({ stats: stats({ free: 1e8 }) })[0]).toMatchObject({ id: 'disk', level: 'serious' });
  });

  it('warningsOf_backlog_growsOnlyIfItGrows', () => {
    expect(ids({ history: points(600, (index) => ({ queued: index * 2 })) })).toEqual(['backlog']);
    expect(ids({ history: points(600, () => ({ queued: 5000 })) })).toEqual([]);
    expect(ids({ history: points(600, (index) => ({ queued: 5000 - index })) })).toEqual([]);
    expect(ids({ history: points(600, (index) => ({ queued: index * 2 })), stats: stats({ queued: 3 }) })).toEqual([]);
  });

  it('warningsOf_deadLetters_riseAgainstTheTimeBefore', () => {
    const now = 10_000_000;
    const failed = (...secondsAgo: number[]) => secondsAgo.map((ago) => ({ finished_at: new Date(now - ago * 1000).toISOString() })) as DeadLetter[];
    expect(warningsOf({ deadLetters: failed(1, 2, 299, 301), now })[0]).toMatchObject({ id: 'dead-letters', title: 'Dead letters rise: 3 in the last 5 min' });
    expect(ids({ deadLetters: failed(1, 2), now })).toEqual([]);
    expect(ids({ deadLetters: failed(1, 2, 3, 310, 320, 330), now })).toEqual([]);
    expect(warningsOf({ deadLetters: failed(...Array.from({ length: 100 }, () => 1)), now })[0]!.title).toContain('at least 100');
  });

  it('warningsOf_pausedQueue_isANoteWithNoteAndName', () => {
    const queue = { name: 'mail', paused: true, paused_by: 'ana', note: 'move', queued: 4 } as Queue;
    expect(warningsOf({ queues: [queue] })[0]).toMatchObject({ level: 'note', title: 'Queue “mail” is paused by ana' });
    expect(warningsOf({ queues: [{ ...queue, queued: 0 }] })).toEqual([]);
  });

  it('warningsOf_many_theWorstFirst', () => {
    const node = { node: 'n1', status: 'leaving', stuck: [], slots: 1, slots_running: 0 } as unknown as NodeInfo;
    expect(warningsOf({ nodes: [node], stats: stats({ free: 1e8 }) }).map((warning) => warning.level)).toEqual(['serious', 'warning']);
  });
});

describe('lines of a chart', () => {
  it('niceTop_anything_isRoundAndAbove', () => expect([niceTop([3]), niceTop([7, null]), niceTop([12]), niceTop([]), niceTop([100])]).toEqual([5, 10, 20, 1, 100]));

  it('linePath_gaps_breakTheLine', () => expect(linePath([1, null, 2], 2, 100, 10)).toBe('M0.0 5.0h.5M100.0 0.0h.5'));

  it('buckets_alignedToTheClock_stayWhenTimeGoesOn', () => {
    const all = points(23, () => ({}));
    expect(buckets(all, 1000, 5).map((bucket) => bucket.length)).toEqual([5, 5, 5, 5, 3]);
    expect(buckets(all.slice(2), 1000, 5).map((bucket) => bucket.length)).toEqual([3, 5, 5, 5, 3]);
  });

  it('worst_quietSeconds_areNull', () => {
    expect(worst(points(3, () => ({})), (lateness) => lateness.p99)).toBeNull();
    expect(worst(points(3, (index) => ({ lateness_ms: { p50: 1, p99: index, max: 9 } })), (lateness) => lateness.p99)).toBe(2);
  });
});
