// One peer in one process. Requests come as lines of JSON on standard input, answers go as lines of JSON to standard output:
//   {"do": "start", "peer": "pg-boss", "server": {...}}    connects, makes the peer's tables, answers with its settings
//   {"do": "submit" | "bulk" | "drain" | "punctuality", ...}   one measurement, answered with its figure
// The end of the input ends the process.
import { createInterface } from 'node:readline'
import { bulk, drain, punctuality, submit } from './measure.mjs'

const peers = {
  'graphile-worker': './graphile-worker.mjs',
  'pg-boss': './pg-boss.mjs',
  bullmq: './bullmq.mjs',
  'bullmq-postgres': './bullmq.mjs',
}
const measurements = { submit, bulk, drain, punctuality }
let peer

async function answer (request) {
  if (request.do !== 'start') {
    return measurements[request.do](peer, request)
  }

  const { connect } = await import(peers[request.peer])
  peer = await connect(request.server)
  return { settings: peer.settings }
}

// What libraries print goes to the error stream: standard output holds answers and nothing else.
console.log = console.info = console.debug = console.error
for await (const line of createInterface({ input: process.stdin })) {
  let reply
  try {
    reply = await answer(JSON.parse(line))
  } catch (error) {
    reply = { error: error?.stack ?? String(error) }
  }

  process.stdout.write(JSON.stringify(reply) + '\n')
}

await peer?.close()
process.exit(0)
