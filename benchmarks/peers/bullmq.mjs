import { createPostgresBackend, Queue, runMigrations, Worker } from 'bullmq'
import pg from 'pg'
import { named } from './measure.mjs'

const name = 'no-op'
const concurrency = 64
const connections = 16 // PostgreSQL only

/** On Redis or, with the same API, on PostgreSQL: the server's kind decides. */
export async function connect ({ kind, ...connection }) {
  const backend = kind === 'postgres' ? createPostgresBackend : undefined
  if (backend) {
    await withClient(connection, runMigrations)
    connection.max = connections
  }

  // Finished jobs are not kept, as its documentation advises.
  const queue = new Queue(name, { connection, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } }, backend)
  queue.on('error', error => console.error(error))
  await queue.waitUntilReady()
  let worker
  return {
    settings: `${named('bullmq')}, concurrency ${concurrency}, ${backend ? `${connections} connections` : 'ioredis'}, completed jobs removed`,
    submit: (payload, due) => queue.add(name, payload, at(due)),
    submitMany: jobs => queue.addBulk(jobs.map(({ payload, due }) => ({ name, data: payload, opts: at(due) }))),
    settle: backend && (() => withClient(connection, client => client.query('vacuum analyze'))),
    async work (body) {
      worker = new Worker(name, async job => body(job.data), { connection, concurrency, autorun: false }, backend)
      worker.on('error', error => console.error(error))
      await worker.waitUntilReady()
      worker.run()
    },
    rest: () => worker.close(),
    async open () {
      const counts = await queue.getJobCounts('wait', 'active', 'delayed', 'prioritized', 'paused')
      return Object.values(counts).some(count => count > 0)
    },
    async close () {
      await worker?.close()
      await queue.close()
    },
  }
}

// A delay counts from the job's time stamp, so both are given: otherwise every job is as late as its making took.
function at (due) {
  const timestamp = Date.now()
  return due ? { timestamp, delay: Math.max(0, due - timestamp) } : undefined
}

async function withClient (connection, use) {
  const pool = new pg.Pool({ ...connection, max: 1 })
  const client = await pool.connect()
  try {
    await use(client)
  } finally {
    client.release()
    await pool.end()
  }
}
