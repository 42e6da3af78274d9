// The measurements, alike for every peer, each after so many jobs of warm-up on the same path. A peer is an object with:
//   settings                  its version and what is not a default, for people
//   submit(payload, due?)     one job; resolves when it is durable
//   submitMany(jobs)          jobs as [{ payload, due? }]; resolves when all of them are durable
//   settle()                  called between filling and draining, outside the clock
//   work(body)                starts workers that call body(payload) for each job; resolves when they run
//   rest()                    ends the workers
//   open()                    true while the store holds a job that is not completed
//   close()
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const poll = 5 // ms between looks whether a job is still open; only once every body has run
const patience = 120_000 // ms without a result after which a measurement has failed

/** A package's name and the version that is installed. */
export function named (name) {
  const { version } = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url)))
  return `${name} ${version} on Node.js ${process.versions.node}`
}

/** Jobs per second, each answered when it is durable, with so many callers at once. */
export async function submit (peer, { jobs, inFlight, warmUp }) {
  await submitAll(peer, warmUp, Math.max(inFlight, 64))
  await submitAll(peer, Math.min(warmUp, Math.ceil(jobs / 4)), inFlight)
  return perSecond(jobs, () => submitAll(peer, jobs, inFlight))
}

/** Jobs per second, many in one call, one call after the other. */
export async function bulk (peer, { jobs, perCall, warmUp }) {
  await submitInCalls(peer, noOps(warmUp), perCall)
  const all = noOps(jobs)
  return perSecond(jobs, () => submitInCalls(peer, all, perCall))
}

/** Jobs per second, from the start of the workers until every body has run and the store holds no open job. */
export async function drain (peer, { jobs, warmUp }) {
  await fill(peer, warmUp)
  await drainAll(peer, warmUp)
  await peer.rest()
  await fill(peer, jobs)
  await peer.settle?.()
  return perSecond(jobs, () => drainAll(peer, jobs))
}

/** How late each body began, in milliseconds: one-off jobs, evenly spread over the time, all of them stored before the first is due. */
export async function punctuality (peer, { perSecond, seconds, warmUp }) {
  const jobs = perSecond * seconds
  await fill(peer, warmUp)
  const lateness = []
  let expected = warmUp
  const done = counter(() => expected)
  await peer.work(({ due }) => {
    if (due) {
      lateness.push(Date.now() - due)
    }

    done.count()
  })
  await done.reached()

  expected += jobs
  const first = Date.now() + 3000 + jobs / 5 // time to store them, at 5,000 a second, and 3 s in hand
  const timed = Array.from({ length: jobs }, (_, i) => {
    const due = Math.ceil(first + i * 1000 / perSecond)
    return { payload: { due }, due }
  })
  await submitInCalls(peer, timed, 1000)
  if (Date.now() > first) {
    throw new Error('The jobs were not stored before the first of them was due.')
  }

  await done.reached()
  await closed(peer)
  return { lateness }
}

async function drainAll (peer, jobs) {
  const done = counter(() => jobs)
  await peer.work(() => done.count())
  await done.reached()
  await closed(peer)
}

async function closed (peer) {
  while (await peer.open()) {
    await sleep(poll)
  }
}

/** Counts bodies; a body that ran twice fails the measurement. */
function counter (expected) {
  let count = 0
  let wake
  return {
    count () {
      if (++count === expected()) {
        wake?.()
      }
    },
    async reached () {
      let failed
      for (let last = -1; count < expected(); last = count) {
        if (last === count) {
          throw new Error(`Only ${count} of ${expected()} jobs ran.`)
        }

        await Promise.race([new Promise(resolve => { wake = resolve }), new Promise(resolve => { failed = setTimeout(resolve, patience) })])
        clearTimeout(failed)
      }

      if (count > expected()) {
        throw new Error(`${count} bodies ran for ${expected()} jobs.`)
      }
    },
  }
}

async function submitAll (peer, jobs, callers) {
  let left = jobs
  const caller = async () => {
    while (left-- > 0) {
      await peer.submit({})
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
}

async function submitInCalls (peer, jobs, perCall) {
  for (let i = 0; i < jobs.length; i += perCall) {
    await peer.submitMany(jobs.slice(i, i + perCall))
  }
}

const noOps = count => Array.from({ length: count }, () => ({ payload: {} }))

const fill = (peer, jobs) => submitInCalls(peer, noOps(jobs), 1000)

async function perSecond (jobs, body) {
  const start = performance.now()
  await body()
  return { perSecond: jobs * 1000 / (performance.now() - start) }
}
