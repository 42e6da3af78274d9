import { useMemo } from 'react';
import type { History } from '../api/types';
import { useNow } from '../live/clock';
import { useSettings } from '../settings/settings';
import { brief } from '../text/numbers';
import { short, span } from '../text/time';
import { Choice } from '../ui/Field';
import { Chart } from './Chart';
import { buckets, perSecond, worst } from './series';

// Points drawn as one: 180 to a chart either way.
const bucketSize = { second: 5, minute: 8 };

interface ChartsProps { history: History; resolution: History['resolution']; onResolution: (resolution: History['resolution']) => void; targetMs: number | null }

/** Submitted, started, finished and failed a second; lateness; what waits and runs. */
export function Charts({ history, resolution, onResolution, targetMs }: ChartsProps) {
  const { zone } = useSettings();
  const now = useNow();
  const drawn = useMemo(() => {
    const step = history.step_ms;
    const groups = buckets(history.points, step, bucketSize[history.resolution]);
    const rate = (of: Parameters<typeof perSecond>[1]) => groups.map((group) => perSecond(group, of, step));
    const last = (of: (point: History['points'][number]) => number) => groups.map((group) => of(group[group.length - 1]!));
    return {
      times: groups.map((group) => group[0]!.at),
      submitted: rate((point) => point.submitted),
      finished: rate((point) => point.finished),
      failed: rate((point) => point.failed),
      started: rate((point) => point.started),
      p50: groups.map((group) => worst(group, (lateness) => lateness.p50)),
      p99: groups.map((group) => worst(group, (lateness) => lateness.p99)),
      queued: last((point) => point.queued),
      running: last((point) => point.running),
    };
  }, [history]);
  const clock = (at: string) => short(Date.parse(at), now, zone);
  const lastOf = (values: (number | null)[]) => values[values.length - 1] ?? 0;
  return (
    <section className="panel charts" aria-label="The last minutes">
      <div className="panel-head">
        <h2>{resolution === 'second' ? 'Last 15 minutes' : 'Last 24 hours'}</h2>
        <Choice label="Span of the charts" value={resolution} onChange={onResolution} options={[['second', '15 min'], ['minute', '24 h']]} />
      </div>
      <div className="chart-row">
        <Chart
          title="Jobs per second" times={drawn.times} format={brief} clock={clock}
          summary={`now ${brief(lastOf(drawn.submitted))} submitted, ${brief(lastOf(drawn.finished))} finished, ${brief(lastOf(drawn.failed))} failed`}
          series={[
            { name: 'submitted', className: 'ink-submitted', values: drawn.submitted },
            { name: 'started', className: 'ink-started', values: drawn.started },
            { name: 'finished', className: 'ink-finished', values: drawn.finished },
            { name: 'failed', className: 'ink-failed', values: drawn.failed },
          ]}
        />
        <Chart
          title="Lateness" times={drawn.times} format={span} clock={clock}
          mark={targetMs === null ? undefined : { value: targetMs, name: `target ${span(targetMs)}` }}
          summary={`now ${span(lastOf(drawn.p50))} in the middle, ${span(lastOf(drawn.p99))} at the 99th percentile`}
          series={[
            { name: 'p50', className: 'ink-started', values: drawn.p50 },
            { name: 'p99', className: 'ink-queued', values: drawn.p99 },
          ]}
        />
        <Chart
          title="Waiting and running" times={drawn.times} format={brief} clock={clock}
          summary={`now ${brief(lastOf(drawn.queued))} due and waiting, ${brief(lastOf(drawn.running))} running`}
          series={[
            { name: 'due, waiting', className: 'ink-queued', values: drawn.queued },
            { name: 'running', className: 'ink-started', values: drawn.running },
          ]}
        />
      </div>
    </section>
  );
}
