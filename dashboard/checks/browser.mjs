// A browser for the checks: Debian's chromium, or the one that CHROMIUM names.
import { chromium } from 'playwright-core';

export const url = process.env.PAGE_URL ?? 'http://127.0.0.1:8099';
export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

/** Every view by name; ids are taken from the server that is looked at. */
export async function views() {
  const get = async (path) => (await fetch(url + path)).json();
  const first = async (filter) => (await get(`/v1/jobs?limit=1&${filter}`)).items[0]?.job_id;
  const [failed, waiting, running] = [await first('state=failed'), await first('state=queued'), await first('state=completed')];
  const schedule = (await get('/v1/schedules')).items[0]?.id;
  return Object.entries({
    overview: '/', jobs: '/jobs', filtered: '/jobs?state=failed&job_type=http', 'no-match': '/jobs?tag=nothing', failed: failed && `/jobs/${failed}`, waiting: waiting && `/jobs/${waiting}`,
    completed: running && `/jobs/${running}`, submit: '/submit?job_type=send-mail', cron: '/submit?when=cron&job_type=echo', schedules: '/schedules', schedule: schedule && `/schedules/${schedule}`,
    edit: schedule && `/schedules/${schedule}/edit`, 'dead-letters': '/dead-letters', queues: '/queues', nodes: '/nodes', partitions: '/partitions', settings: '/settings', unknown: '/nothing-here',
  }).filter(([, path]) => path !== undefined);
}

/** Collects what must never happen: errors of the page, and refusals of the content security policy. */
export function watchFor(page, found) {
  page.on('pageerror', (error) => found.push(`error: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error' && !/status of (404|422)/.test(message.text())) found.push(`console: ${message.text()}`); });
}
