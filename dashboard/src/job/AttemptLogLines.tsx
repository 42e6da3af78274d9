import { api } from '../api/client';
import { useResource } from '../live/useResource';
import { useSettings } from '../settings/settings';
import { exact } from '../text/time';
import { CopyButton } from '../ui/Copy';
import { ProblemNotice } from '../ui/Notice';

/** What the handler logged. It is stored with the attempt's end; a server that keeps no logs shows nothing here. */
export function AttemptLogLines({ jobId, attempt, running }: { jobId: string; attempt: number; running: boolean }) {
  const log = useResource(`log:${jobId}:${attempt}:${running}`, (signal) => api.log(jobId, attempt, signal));
  const { zone } = useSettings();
  if (log.missing) return null;
  if (log.problem) return <ProblemNotice problem={log.problem} onRetry={log.reload} />;
  if (log.data === undefined) return null;
  const { lines, truncated } = log.data;
  if (lines.length === 0) return <p className="faint log-none">{running ? 'Log lines are kept when the attempt ends.' : 'This attempt logged nothing.'}</p>;
  const clock = (at: string) => exact(Date.parse(at), zone).slice(11, 23);
  return (
    <figure className="code log">
      <figcaption><span>Log{truncated && ': only the newest lines are kept'}</span><CopyButton text={lines.map((line) => `${line.at} ${line.level} ${line.message}`).join('\n')} what="the log" /></figcaption>
      <div className="log-lines" tabIndex={0} role="region" aria-label={`Log of attempt ${attempt}`}>
        {lines.map((line, index) => (
          <div key={index} className={`log-line log-${line.level}`}>
            <time dateTime={line.at} title={exact(Date.parse(line.at), zone)}>{clock(line.at)}</time>
            <b>{line.level}</b>
            <span className="wrap">{line.message}</span>
          </div>
        ))}
      </div>
    </figure>
  );
}
