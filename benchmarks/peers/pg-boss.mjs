import pg from 'pg'
import { PgBoss } from 'pg-boss'

const queue = 'no-op'
// Batches of 500, the next one fetched at once while they come back full, and the shortest poll that it accepts.
const batches = { batchSize: 500, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, localConcurrency: 1 }

export async function connect (server) {
  const boss = new PgBoss({ ...server, max: 10 })
  boss.on('error', error => console.error(error))
  await boss.start()
  await boss.createQueue(queue)
  const pool = new pg.Pool({ ...server, max: 1 })
  return {
    submit: (payload, due) => boss.send(queue, payload, due && { startAfter: new Date(due) }),
    submitMany: jobs => boss.insert(queue, jobs.map(({ payload, due }) => ({ data: payload, startAfter: due && new Date(due) }))),
    settle: () => pool.query('vacuum analyze'),
    work: body => boss.work(queue, batches, async jobs => {
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
