import { describe, expect, it } from 'vitest';
import { looksLikeJobId } from '../jobs/jobId';
import { traceAddress } from '../settings/settings';
import { jobsPath, paths, routeOf } from './paths';

describe('addresses', () => {
  it('routeOf_whatPathsMade_isThatView', () => {
    expect(routeOf(paths.job('07c1-01kb3z5m8q4t7x'))).toEqual({ view: 'job', id: '07c1-01kb3z5m8q4t7x' });
    expect(routeOf(paths.schedule('a.b~c'))).toEqual({ view: 'schedule', id: 'a.b~c' });
    expect(routeOf(paths.editSchedule('x'))).toEqual({ view: 'editSchedule', id: 'x' });
    expect(routeOf('/jobs/')).toEqual({ view: 'jobs' });
    expect(routeOf('/jobs/a/b')).toEqual({ view: 'unknown' });
    expect(routeOf('/jobs/%E0%A4%A')).toEqual({ view: 'unknown' });
  });

  it('jobsPath_filter_isInTheAddress', () => expect(jobsPath({ state: ['failed'], tag: ['a b'], order: 'due' })).toBe('/jobs?state=failed&tag=a+b&order=due'));

  it('looksLikeJobId_pasted_isTold', () => {
    expect(looksLikeJobId(' 07c1-01kb3z5m8q4t7x ')).toBe(true);
    expect(looksLikeJobId('send-mail')).toBe(false);
  });

  it('traceAddress_noWebAddress_isRefused', () => {
    expect(traceAddress('https://t.example/{trace_id}', 'ab')).toBe('https://t.example/ab');
    expect(traceAddress('javascript:alert("{trace_id}")', 'ab')).toBeNull();
    expect(traceAddress('https://t.example/', 'ab')).toBeNull();
  });
});
