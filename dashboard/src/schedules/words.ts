import type { Misfire, Overlap } from '../api/types';

export const overlapWords: Record<Overlap, string> = {
  skip: 'skip it while one runs',
  queue_one: 'let one wait',
  queue_all: 'let all wait',
  cancel_running: 'cancel the one that runs',
  allow: 'run them side by side',
};

export const misfireWords: Record<Misfire, string> = {
  fire_once: 'fire once for all that were missed',
  fire_all: 'fire all that were missed',
  skip: 'skip what was missed',
};
