import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import pg from 'pg'
import { named } from './measure.mjs'

// Its documentation's page on performance; and a poll that finds a job soon after it is due.
const worker = {
  concurrentJobs: 24,
  maxPoolSize: 25,
  localQueue: { size: 500 },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
  pollInterval: 10,
}
const logger = new Logger(() => (level, message) => level === 'error' && console.error(message))

export async function connect (server) {
  const pgPool = new pg.Pool({ ...server, max: worker.maxPoolSize })
  pgPool.on('error', error => console.error(error))
  pgPool.on('connect', client => client.on('error', error => console.error(error)))
  const options = { pgPool, preset: { worker }, logger }
  const utils = await makeWorkerUtils(options)
  await utils.migrate()
  let runner
  return {
    settings: `${named('graphile-worker')}, ${worker.concurrentJobs} concurrent jobs, ${worker.maxPoolSize} connections, ` +
      `local queue of ${worker.localQueue.size}, completions batched without a delay, polls each ${worker.pollInterval} ms`,
    submit: (payload, due) => utils.addJob('no-op', payload, due && { runAt: new Date(due) }),
    submitMany: jobs => utils.addJobs(jobs.map(({ payload, due }) => ({ identifier: 'no-op', payload, runAt: due && new Date(due) }))),
    settle: () => pgPool.query('vacuum analyze'),
    async work (body) {
      runner = await run({ ...options, noHandleSignals: true, taskList: { 'no-op': body } })
    },
    async rest () {
      await runner.stop()
      runner = undefined
    },
    async open () {
      const { rows } = await pgPool.query('select exists (select from graphile_worker._private_jobs) as open')
      return rows[0].open
    },
    async close () {
      await runner?.stop()
      await utils.release()
      await pgPool.end()
    },
  }
}
