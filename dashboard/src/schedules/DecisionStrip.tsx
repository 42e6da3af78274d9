import type { ScheduleRun } from '../api/types';
import { paths } from '../routing/paths';
import { Link } from '../routing/router';
import { useSettings } from '../settings/settings';
import { exact } from '../text/time';
import { decisionLook } from '../ui/Badge';
import { Icon } from '../ui/Icon';

/** The last decisions, oldest first, each a mark by shape and colour that says what happened and leads to its job. */
export function DecisionStrip({ runs }: { runs: readonly ScheduleRun[] }) {
  const { zone } = useSettings();
  if (runs.length === 0) return <span className="faint">no decision yet</span>;
  return (
    <ol className="strip" aria-label="Last decisions, oldest first">
      {[...runs].reverse().map((run) => {
        const look = decisionLook(run.decision, run.job_state);
        const text = `${exact(Date.parse(run.nominal_at), zone)}: ${look.word}${run.count > 1 ? ` ${run.count} times` : ''}${run.reason ? ` (${run.reason})` : ''}`;
        const mark = <><Icon name={look.icon} size={12} /><span className="off-screen">{text}</span></>;
        return (
          <li key={`${run.decision}${run.nominal_at}${run.decided_at}`} className={`mark mark-${look.mark}`} title={text}>
            {run.job_id ? <Link to={paths.job(run.job_id)}>{mark}</Link> : <span>{mark}</span>}
          </li>
        );
      })}
    </ol>
  );
}
