import type { BulkVerb, JobState } from '../api/types';

/** The states that an action applies to: other jobs of a filter would only be skipped. */
export const applies: Record<BulkVerb, readonly JobState[]> = {
  cancel: ['scheduled', 'queued', 'running'], run: ['scheduled'], retry: ['failed', 'cancelled'], replay: ['failed'], discard: ['failed'],
};
