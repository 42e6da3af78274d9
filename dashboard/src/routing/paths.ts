import type { BulkFilter } from '../api/types';

const part = encodeURIComponent;

/** Where things are on the page. */
export const paths = {
  overview: '/',
  jobs: '/jobs',
  job: (jobId: string) => `/jobs/${part(jobId)}`,
  submit: '/submit',
  submitAgain: (jobId: string) => `/submit?from=${part(jobId)}`,
  schedules: '/schedules',
  schedule: (id: string) => `/schedules/${part(id)}`,
  editSchedule: (id: string) => `/schedules/${part(id)}/edit`,
  deadLetters: '/dead-letters',
  queues: '/queues',
  nodes: '/nodes',
  partitions: '/partitions',
  settings: '/settings',
};

/** The jobs that a filter matches. */
export function jobsPath(filter: BulkFilter & { order?: 'due' }): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, one);
  }
  const text = search.toString();
  return text === '' ? paths.jobs : `${paths.jobs}?${text}`;
}

export type Route =
  | { view: 'overview' } | { view: 'jobs' } | { view: 'submit' } | { view: 'schedules' } | { view: 'deadLetters' }
  | { view: 'queues' } | { view: 'nodes' } | { view: 'partitions' } | { view: 'settings' } | { view: 'unknown' }
  | { view: 'job'; id: string } | { view: 'schedule'; id: string } | { view: 'editSchedule'; id: string };

const plain: Record<string, Route> = {
  '/': { view: 'overview' },
  '/jobs': { view: 'jobs' },
  '/submit': { view: 'submit' },
  '/schedules': { view: 'schedules' },
  '/dead-letters': { view: 'deadLetters' },
  '/queues': { view: 'queues' },
  '/nodes': { view: 'nodes' },
  '/partitions': { view: 'partitions' },
  '/settings': { view: 'settings' },
};

export function routeOf(path: string): Route {
  const trimmed = path.length > 1 ? path.replace(/\/$/, '') : path;
  const found = plain[trimmed];
  if (found) return found;
  const [, first, second, third, ...rest] = trimmed.split('/');
  if (second === undefined || rest.length > 0) return { view: 'unknown' };
  try {
    const id = decodeURIComponent(second);
    if (first === 'jobs' && third === undefined) return { view: 'job', id };
    if (first === 'schedules' && third === undefined) return { view: 'schedule', id };
    if (first === 'schedules' && third === 'edit') return { view: 'editSchedule', id };
  } catch {
    // Not an address that this page made.
  }
  return { view: 'unknown' };
}
