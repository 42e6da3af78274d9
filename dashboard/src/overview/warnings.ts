import type { DeadLetter, HistoryPoint, JobType, NodeInfo, Queue, ServerInfo, Stats } from '../api/types';
import { jobsPath, paths } from '../routing/paths';
import { bytes, count, counted } from '../text/numbers';
import { span } from '../text/time';

export interface Warning {
  id: string;
  level: 'serious' | 'warning' | 'note';
  title: string;
  /** What it means and what to do. */
  text: string;
  to: string;
  action: string;
}

/** What is known; what the server does not tell is undefined, and nothing is said about it. */
export interface Known {
  stats?: Stats;
  server?: ServerInfo;
  jobTypes?: JobType[];
  queues?: Queue[];
  nodes?: NodeInfo[];
  /** A point a second, oldest first. */
  history?: HistoryPoint[];
  /** The newest, newest first, at most `deadLettersAsked`. */
  deadLetters?: DeadLetter[];
  /** The server's time, Unix milliseconds. */
  now?: number;
}

/** So many dead letters tell whether they rise; more than that rise anyway. */
export const deadLettersAsked = 100;

const gibibyte = 1024 ** 3;
const rank = { serious: 0, warning: 1, note: 2 };

/** What an operator should know, in plain language, the worst first. */
export function warningsOf(known: Known): Warning[] {
  return [
    ...diskWarnings(known), ...nodeWarnings(known), ...typeWarnings(known), ...latenessWarnings(known),
    ...backlogWarnings(known), ...deadLetterWarnings(known), ...pauseWarnings(known),
  ].sort((a, b) => rank[a.level] - rank[b.level]);
}

function diskWarnings({ stats }: Known): Warning[] {
  const free = stats?.disk_free_bytes;
  if (free === null || free === undefined || free > 2 * gibibyte) return [];
  const serious = free < gibibyte / 2;
  return [{
    id: 'disk', level: serious ? 'serious' : 'warning',
    title: `The disk is nearly full: ${bytes(free)} left`,
    text: 'When it is full, submissions are refused with storage-full and outcomes wait to be written. Free space, or shorten the retention of completed jobs.',
    to: paths.nodes, action: 'See the nodes',
  }];
}

function typeWarnings({ jobTypes }: Known): Warning[] {
  return (jobTypes ?? []).filter((type) => type.nodes.length === 0 && type.counts.waiting > 0).map((type) => ({
    id: `type:${type.name}`, level: 'serious',
    title: `Nobody handles “${type.name}”`,
    text: `${type.counts.waiting === 1 ? '1 job waits' : `${count(type.counts.waiting)} jobs wait`} until a node that has a handler for it starts. Check the spelling of the type, or deploy its handler.`,
    to: jobsPath({ job_type: [type.name], state: ['scheduled', 'queued'] }), action: 'See what waits',
  }));
}

function latenessWarnings({ stats, server }: Known): Warning[] {
  const target = server?.lateness_target_ms;
  const p99 = stats?.lateness_ms.p99;
  if (target === null || target === undefined || p99 === null || p99 === undefined || p99 <= target) return [];
  return [{
    id: 'lateness', level: p99 > 10 * target ? 'serious' : 'warning',
    title: `Jobs start late: ${span(p99)} for the slowest hundredth`,
    text: `The target is ${span(target)}, measured over the last ${span(stats!.lateness_ms.window_s * 1000)}. Either all slots are taken, or the store commits slowly.`,
    to: paths.partitions, action: 'See commit times',
  }];
}

const average = (points: HistoryPoint[], of: (point: HistoryPoint) => number): number =>
  points.length === 0 ? 0 : points.reduce((sum, point) => sum + of(point), 0) / points.length;

function backlogWarnings({ history, nodes, stats }: Known): Warning[] {
  const recent = (history ?? []).slice(-300);
  if (recent.length < 120) return [];
  const before = average(recent.slice(0, 60), (point) => point.queued);
  const now = average(recent.slice(-30), (point) => point.queued);
  const grown = before * 1.2 + 20;
  if (now < 50 || now < grown || (stats !== undefined && stats.by_state.queued < grown)) return [];
  const full = (nodes ?? []).length > 0 && nodes!.every((node) => node.slots_running >= node.slots);
  return [{
    id: 'backlog', level: 'warning',
    title: `The backlog grows: ${counted(stats?.by_state.queued ?? Math.round(now), 'job')} due and waiting`,
    text: `It was ${count(Math.round(before))}, ${span((recent.length - 30) * 1000)} ago. ${full ? 'All slots are taken: add a node or slots, or pause a queue that can wait.' : 'Look at what they wait for: a paused queue, a busy key, or slots.'}`,
    to: jobsPath({ state: ['queued'] }), action: 'See the backlog',
  }];
}

const lately = 300_000;

function deadLetterWarnings({ deadLetters, now }: Known): Warning[] {
  if (deadLetters === undefined || now === undefined) return [];
  const ages = deadLetters.map((job) => now - Date.parse(job.finished_at ?? job.submitted_at));
  const recent = ages.filter((age) => age < lately).length;
  const before = ages.filter((age) => age >= lately && age < 2 * lately).length;
  if (recent < 3 || recent <= before * 1.5) return [];
  const more = recent === deadLettersAsked;
  return [{
    id: 'dead-letters', level: 'warning',
    title: `Dead letters rise: ${more ? 'at least ' : ''}${count(recent)} in the last ${span(lately)}`,
    text: `${more ? '' : before === 0 ? `There were none in the ${span(lately)} before. ` : `There were ${count(before)} in the ${span(lately)} before. `}They are grouped by what went wrong: look at one of each.`,
    to: paths.deadLetters, action: 'See the groups',
  }];
}

function nodeWarnings({ nodes }: Known): Warning[] {
  return (nodes ?? []).flatMap((node): Warning[] => {
    const found: Warning[] = [];
    if (node.status !== 'active')
      found.push({
        id: `node:${node.node}`, level: 'warning', title: `Node ${node.node} is ${node.status}`,
        text: 'Its partitions are taken over by others, if there are others.', to: paths.nodes, action: 'See the nodes',
      });
    if (node.stuck.length > 0)
      found.push({
        id: `stuck:${node.node}`, level: 'warning',
        title: `${counted(node.stuck.length, 'handler does', 'handlers do')} not stop on ${node.node}`,
        text: `${node.stuck[0]!.job_type} was told to stop and goes on. Its slot stays taken until it returns or the process ends.`,
        to: paths.nodes, action: 'See which',
      });
    return found;
  });
}

function pauseWarnings({ queues }: Known): Warning[] {
  return (queues ?? []).filter((queue) => queue.paused && queue.queued > 0).map((queue) => ({
    id: `queue:${queue.name}`, level: 'note',
    title: `Queue “${queue.name}” is paused${queue.paused_by ? ` by ${queue.paused_by}` : ''}`,
    text: `${queue.note ? `“${queue.note}”. ` : ''}${queue.queued === 1 ? '1 due job waits' : `${count(queue.queued)} due jobs wait`} for it to be resumed.`,
    to: paths.queues, action: 'See the queues',
  }));
}
