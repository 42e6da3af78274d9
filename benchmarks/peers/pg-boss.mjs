import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { named } from './measure.mjs'

const queue = 'no-op'
// The next batch is fetched at once while they come back full; the poll is the shortest it takes. Two workers keep both cores busy.
const work = { batchSize: 500, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, localConcurrency: 2 }

export async function connect (server) {
  const boss = new PgBoss({ ...server, max: 10 })
  boss.on('error', error => console.error(error))
  await boss.start()
  await boss.createQueue(queue)
  const pool = new pg.Pool({ ...server, max: 1 })
  return {
    settings: `${named('pg-boss')}, batches of ${work.batchSize}, the next at once while they come back full, ` +
      `${work.localConcurrency} workers, polls each ${work.pollingIntervalSeconds} s`,
    submit: (payload, due) => boss.send(queue, payload, due && { startAfter: new Date(due) }),
    submitMany: jobs => boss.insert(queue, jobs.map(({ payload, due }) => ({ data: payload, startAfter: due && new Date(due) }))),
    settle: () => pool.query('vacuum analyze'),
    work: body => boss.work(queue, work, async jobs => {
      for (const job of jobs) {
        body(job.data)
      }
    }),
    rest: () => boss.offWork(queue, { wait: true }),
    async open () {
      const { rows } = await pool.query("select exists (select from pgboss.job where name = $1 and state < 'completed') as open", [queue])
      return rows[0].open
    },
    async close () {
      await boss.stop({ graceful: true, close: true })
      await pool.end()
    },
  }
}
