import { type BulkFilter, type JobState, jobStates } from '../api/types';

/** What the list of jobs shows; all of it is in the address. Times are RFC 3339. */
export interface JobFilters {
  state: JobState[];
  job_type: string[];
  queue: string[];
  tag: string[];
  schedule_id: string[];
  concurrency_key: string[];
  idempotency_key: string[];
  from: string | null;
  to: string | null;
  order: 'newest' | 'due';
}

const lists = ['job_type', 'queue', 'tag', 'schedule_id', 'concurrency_key', 'idempotency_key'] as const;
export type ListName = (typeof lists)[number];

export const noFilters: JobFilters = {
  state: [], job_type: [], queue: [], tag: [], schedule_id: [], concurrency_key: [], idempotency_key: [], from: null, to: null, order: 'newest',
};

const unique = (values: string[]): string[] => [...new Set(values.filter((value) => value !== ''))];
const time = (value: string | null): string | null =>
  value !== null && !Number.isNaN(Date.parse(value)) && /(Z|[+-]\d\d:\d\d)$/.test(value) ? new Date(value).toISOString() : null;

/** Reads the filters of an address; what is unknown or unreadable in it is left out. */
export function parseFilters(search: string): JobFilters {
  const parameters = new URLSearchParams(search);
  const filters: JobFilters = { ...noFilters };
  for (const name of lists) filters[name] = unique(parameters.getAll(name));
  filters.state = jobStates.filter((state) => parameters.getAll('state').includes(state));
  filters.from = time(parameters.get('from'));
  filters.to = time(parameters.get('to'));
  filters.order = parameters.get('order') === 'due' ? 'due' : 'newest';
  return filters;
}

function append(filters: JobFilters): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const state of filters.state) parameters.append('state', state);
  for (const name of lists) for (const value of filters[name]) parameters.append(name, value);
  if (filters.from) parameters.set('from', filters.from);
  if (filters.to) parameters.set('to', filters.to);
  if (filters.order === 'due') parameters.set('order', 'due');
  return parameters;
}

/** The same, as the end of an address; always in one order, so that it can be compared. Empty without filters. */
export function filterSearch(filters: JobFilters): string {
  const text = append(filters).toString();
  return text === '' ? '' : `?${text}`;
}

/** The parameters of `GET /v1/jobs`. */
export function listQuery(filters: JobFilters): Record<string, string[]> {
  const query: Record<string, string[]> = {};
  for (const [name, value] of append(filters)) (query[name] ??= []).push(value);
  return query;
}

/** The filter of a bulk call: the list's, without its order. */
export function bulkFilter(filters: JobFilters): BulkFilter {
  const filter: BulkFilter = {};
  if (filters.state.length > 0) filter.state = filters.state;
  for (const name of lists) if (filters[name].length > 0) filter[name] = filters[name];
  if (filters.from) filter.from = filters.from;
  if (filters.to) filter.to = filters.to;
  return filter;
}

const words: Record<ListName, string> = {
  job_type: 'type', queue: 'queue', tag: 'tag', schedule_id: 'schedule', concurrency_key: 'concurrency key', idempotency_key: 'idempotency key',
};

/** One entry for each filter set, to show and to take away. */
export interface FilterPart { name: ListName | 'from' | 'to'; value: string; text: string }

export function filterParts(filters: JobFilters): FilterPart[] {
  const parts: FilterPart[] = lists.flatMap((name) => filters[name].map((value) => ({ name, value, text: `${words[name]} ${value}` })));
  if (filters.from) parts.push({ name: 'from', value: filters.from, text: `submitted from ${filters.from}` });
  if (filters.to) parts.push({ name: 'to', value: filters.to, text: `submitted before ${filters.to}` });
  return parts;
}

export function without(filters: JobFilters, part: FilterPart): JobFilters {
  if (part.name === 'from' || part.name === 'to') return { ...filters, [part.name]: null };
  return { ...filters, [part.name]: filters[part.name].filter((value) => value !== part.value) };
}

/** `failed jobs of type http in queue mail`: what a bulk action is about to touch. */
export function sentence(filter: BulkFilter): string {
  const states = filter.state?.length ? `${filter.state.join(' or ')} jobs` : 'jobs in any state';
  const parts = lists.flatMap((name) => (filter[name]?.length ? `${words[name]} ${filter[name].map((value) => `“${value}”`).join(name === 'tag' ? ' and ' : ' or ')}` : []));
  if (filter.error_code?.length) parts.push(`error ${filter.error_code.join(' or ')}`);
  if (filter.fingerprint?.length) parts.push(`failure ${filter.fingerprint.join(' or ')}`);
  if (filter.from) parts.push(`submitted from ${filter.from}`);
  if (filter.to) parts.push(`submitted before ${filter.to}`);
  return parts.length === 0 ? states : `${states} with ${parts.join(', ')}`;
}

/** The bulk filter can be narrowed to the states an action applies to; null if it leaves nothing. */
export function narrowed(filter: BulkFilter, states: readonly JobState[]): BulkFilter | null {
  const kept = filter.state?.length ? filter.state.filter((state) => states.includes(state)) : [...states];
  return kept.length === 0 ? null : { ...filter, state: kept };
}
