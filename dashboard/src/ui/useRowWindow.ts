import { type RefObject, useEffect, useState } from 'react';
import { type RowWindow, rowWindow } from './virtualWindow';

/** The window of a list that scrolls with the page. `onEnd` is called while fewer than a screen and a half of rows are left below. */
export function useRowWindow(list: RefObject<HTMLElement | null>, rows: number, rowHeight: number, onEnd: () => void): RowWindow {
  const [shown, setShown] = useState<RowWindow>(() => rowWindow(rows, rowHeight, 0, window.innerHeight));
  useEffect(() => {
    let frame = 0;
    const look = () => {
      frame = 0;
      const element = list.current;
      if (element === null) return;
      const top = -element.getBoundingClientRect().top;
      const next = rowWindow(rows, rowHeight, top, window.innerHeight);
      setShown((old) => (old.first === next.first && old.last === next.last && old.after === next.after ? old : next));
      if (top + window.innerHeight * 2.5 > rows * rowHeight) onEnd();
    };
    const soon = () => { if (frame === 0) frame = requestAnimationFrame(look); };
    look();
    window.addEventListener('scroll', soon, { passive: true });
    window.addEventListener('resize', soon);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', soon);
      window.removeEventListener('resize', soon);
    };
  }, [list, rows, rowHeight, onEnd]);
  // Between a shorter list and the next look the old window may reach beyond its end.
  return shown.last > rows ? rowWindow(rows, rowHeight, shown.before, window.innerHeight) : shown;
}
