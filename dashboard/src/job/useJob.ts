import { useEffect, useRef, useState } from 'react';
import { api } from '../api/client';
import { openEventStream } from '../api/eventStream';
import type { Job, ProgressEvent } from '../api/types';
import { type Resource, useResource } from '../live/useResource';

const terminal = new Set(['completed', 'failed', 'cancelled']);

/** One job, followed by its own event stream until it is terminal; a new state loads it again, progress is shown as it comes. */
export function useJob(jobId: string): Resource<Job> & { progress: ProgressEvent | null } {
  const job = useResource(`job:${jobId}`, (signal) => api.job(jobId, signal));
  const [progress, setProgress] = useState<ProgressEvent | null>(null);
  const [polls, setPolls] = useState(false);
  const reload = useRef(job.reload);
  reload.current = job.reload;
  const done = job.data !== undefined && terminal.has(job.data.state);
  const follow = job.data !== undefined && !done;

  useEffect(() => setProgress(null), [jobId]);
  useEffect(() => {
    if (!follow) return;
    return openEventStream(`v1/jobs/${encodeURIComponent(jobId)}/events`, {
      onEvents: (events) => {
        const step = events.findLast((event) => event.event === 'progress');
        if (step) setProgress(JSON.parse(step.data) as ProgressEvent);
        if (events.some((event) => event.event === 'state')) reload.current();
      },
      onStatus: (status) => { setPolls(status === 'refused' || status === 'missing'); if (status === 'ended') reload.current(); },
    });
  }, [jobId, follow]);
  useEffect(() => {
    if (!follow || !polls) return;
    const timer = setInterval(() => reload.current(), 2000);
    return () => clearInterval(timer);
  }, [follow, polls]);
  return { ...job, progress: progress !== null && job.data !== undefined && progress.attempt >= job.data.attempt ? progress : null };
}
