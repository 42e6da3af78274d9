import type { WaitingReason } from '../api/types';

const words: Record<WaitingReason, string> = {
  not_due: 'not due yet',
  retry_delay: 'waits to be retried',
  snoozed: 'snoozed by its handler',
  queue_paused: 'its queue is paused',
  unknown_type: 'nobody handles its type',
  key_busy: 'its concurrency key is busy',
  no_slot: 'waits for a free slot',
  loading: 'starts in a moment',
};

/** Why a job waits, in a few words. */
export const waitingWord = (reason: WaitingReason): string => words[reason];
