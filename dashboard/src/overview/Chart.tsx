import { type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import { linePath, niceTop, type Series } from './series';

interface ChartProps {
  title: string;
  /** Said to those who cannot see the lines. */
  summary: string;
  series: Series[];
  times: string[];
  format: (value: number) => string;
  clock: (at: string) => string;
  /** A level worth seeing, such as a target. */
  mark?: { value: number; name: string };
}

const height = 112;

/** A line chart with a crosshair. It takes the width it is given, so that a pixel is a pixel. */
export function Chart({ title, summary, series, times, format, clock, mark }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(480);
  const [at, setAt] = useState<number | null>(null);
  // Before it is painted first: a guessed width would make a phone's page too wide for a moment.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => setWidth(Math.max(120, element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const top = niceTop([...series.flatMap((one) => one.values), mark ? mark.value * 1.15 : 0]);
  const move = (event: PointerEvent<SVGSVGElement>) => {
    const inside = (event.clientX - event.currentTarget.getBoundingClientRect().left) / width;
    setAt(Math.min(times.length - 1, Math.max(0, Math.round(inside * (times.length - 1)))));
  };
  const x = at === null || times.length < 2 ? 0 : (at / (times.length - 1)) * width;
  const shown = (one: Series) => one.values[at ?? one.values.length - 1];
  return (
    <figure className="chart">
      <figcaption>
        <h3>{title}</h3>
        <ul className="legend">
          {series.map((one) => {
            const value = shown(one);
            return <li key={one.name}><i className={`swatch ${one.className}`} />{one.name} <b>{value === null || value === undefined ? '–' : format(value)}</b></li>;
          })}
        </ul>
      </figcaption>
      <div className="chart-box" ref={box}>
        <svg width={width} height={height} role="img" aria-label={`${title}: ${summary}`} onPointerMove={move} onPointerLeave={() => setAt(null)}>
          {[0, 0.5, 1].map((part) => <line key={part} className="grid" x1={0} x2={width} y1={height - part * height} y2={height - part * height} />)}
          {mark && <line className="mark" x1={0} x2={width} y1={height - (mark.value / top) * height} y2={height - (mark.value / top) * height} />}
          {series.map((one) => <path key={one.name} className={`line ${one.className}`} d={linePath(one.values, top, width, height)} />)}
          {at !== null && <line className="cross" x1={x} x2={x} y1={0} y2={height} />}
        </svg>
        <span className="axis axis-top">{format(top)}</span>
        {mark && mark.value < top * 0.85 && <span className="axis axis-mark" style={{ bottom: (mark.value / top) * height }}>{mark.name}</span>}
      </div>
      <div className="chart-times">
        <span>{times.length > 0 ? clock(times[0]!) : ''}</span>
        <span>{at !== null && times[at] !== undefined ? clock(times[at]) : ''}</span>
        <span>{times.length > 0 ? 'now' : ''}</span>
      </div>
    </figure>
  );
}
