import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import pg from 'pg'

// Its documentation's page on performance: 24 concurrent jobs, one connection more, a local queue of 500 and batched completion.
const concurrentJobs = 24
const preset = {
  worker: {
    concurrentJobs,
    maxPoolSize: concurrentJobs + 1,
    localQueue: { size: 500 },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  },
}
const logger = new Logger(() => (level, message) => level === 'error' && console.error(message))

export async function connect (server) {
  const pgPool = new pg.Pool({ ...server, max: preset.worker.maxPoolSize })
  pgPool.on('error', error => console.error(error))
  const options = { pgPool, preset, logger }
  const utils = await makeWorkerUtils(options)
  await utils.migrate()
  let runner
  return {
    submit: (payload, due) => utils.addJob('no-op', payload, due && { runAt: new Date(due) }),
    submitMany: jobs => utils.addJobs(jobs.map(({ payload, due }) => ({ identifier: 'no-op', payload, runAt: due && new Date(due) }))),
    settle: () => pgPool.query('vacuum analyze'),
    async work (body) {
      runner = await run({ ...options, noHandleSignals: true, pollInterval: 10, taskList: { 'no-op': body } })
    },
    rest: () => runner.stop(),
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
