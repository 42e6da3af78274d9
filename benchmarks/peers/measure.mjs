// The measurements, alike for every peer, each after so many seconds of warm-up on the same path. A peer is an object with:
//   settings                  its version and what is not a default, for people
//   submit(payload, due?)     one job; resolves when it is durable
//   submitMany(jobs)          jobs as [{ payload, due? }]; resolves when all of them are durable
//   settle()                  called after a warm-up by drains and between filling and draining, outside the clock
//   work(body)                starts workers that call body(payload) for each job; resolves when they run
//   rest()                    ends the workers
//   open()                    true while the store holds a job that is not completed
//   close()
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const poll = 5 // ms between looks whether a job is still open; only once every body has run
const warmUpCallers = 64 // one caller alone does too little for its code to be compiled as well as it can be
const patience = 120_000 // ms without a result after which a measurement has failed

/** A package's name and the version that is installed. */
export function named (name) {
  const { version } = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url)))
  return `${name} ${version} on Node.js ${process.versions.node}`
}

/** Jobs per second, each answered when it is durable, with so many callers at once. */
export async function submit (peer, { inFlight, seconds, warmUp }) {
  const submitOne = () => peer.submit({})
  await callsPerSecond(Math.max(inFlight, warmUpCallers), warmUp / 2, submitOne)
  await callsPerSecond(inFlight, warmUp / 2, submitOne)
  return { perSecond: await callsPerSecond(inFlight, seconds, submitOne) }
}

/** Jobs per second, many in one call, one call after the other. */
export async function bulk (peer, { perCall, seconds, warmUp }) {
  const jobs = noOps(perCall)
  const submitMany = () => peer.submitMany(jobs)
  await repeat(warmUp, submitMany)
  return { perSecond: perCall * await callsPerSecond(1, seconds, submitMany) }
}

/** Jobs per second, from the start of the workers until every body has run and the store holds no open job. */
export async function drain (peer, { jobs, warmUp, warmUpRound }) {
  await warmUpByDrains(peer, warmUp, warmUpRound)
  await fill(peer, jobs)
  await peer.settle?.()
  const start = performance.now()
  await drainAll(peer, jobs)
  return { perSecond: jobs * 1000 / (performance.now() - start) }
}

/** How late each body began, in milliseconds: one-off jobs, evenly spread over the time, all of them stored before the first is due. */
export async function punctuality (peer, { perSecond, seconds, warmUp, warmUpRound }) {
  await warmUpByDrains(peer, warmUp, warmUpRound)
  const jobs = perSecond * seconds
  const lateness = []
  const done = counter(jobs)
  await peer.work(({ due }) => {
    lateness.push(Date.now() - due)
    done.count()
  })
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

async function warmUpByDrains (peer, seconds, round) {
  await repeat(seconds, async () => {
    await fill(peer, round)
    await drainAll(peer, round)
    await peer.rest()
  })
  await peer.settle?.()
}

async function drainAll (peer, jobs) {
  const done = counter(jobs)
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
      if (++count === expected) {
        wake?.()
      }
    },
    async reached () {
      let failed
      for (let last = -1; count < expected; last = count) {
        if (last === count) {
          throw new Error(`Only ${count} of ${expected} jobs ran.`)
        }

        await Promise.race([new Promise(resolve => { wake = resolve }), new Promise(resolve => { failed = setTimeout(resolve, patience) })])
        clearTimeout(failed)
      }

      if (count > expected) {
        throw new Error(`${count} bodies ran for ${expected} jobs.`)
      }
    },
  }
}

/** Calls answered per second: each caller calls again when it is answered, until the time has passed, and the last calls count too. */
async function callsPerSecond (callers, seconds, call) {
  let answered = 0
  const start = performance.now()
  await Promise.all(Array.from({ length: callers }, () => repeat(seconds, async () => {
    await call()
    answered++
  })))
  return answered * 1000 / (performance.now() - start)
}

/** Repeats a round until the time has passed; at least once. */
async function repeat (seconds, round) {
  const start = performance.now()
  do {
    await round()
  } while (performance.now() - start < seconds * 1000)
}

async function submitInCalls (peer, jobs, perCall) {
  for (let i = 0; i < jobs.length; i += perCall) {
    await peer.submitMany(jobs.slice(i, i + perCall))
  }
}

const noOps = count => Array.from({ length: count }, () => ({ payload: {} }))

const fill = (peer, jobs) => submitInCalls(peer, noOps(jobs), 1000)
