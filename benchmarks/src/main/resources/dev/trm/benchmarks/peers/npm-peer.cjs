// A process of an npm job queue: node npm-peer.cjs DIRECTORY QUEUE worker|enqueuer ADDRESS. Prints "ready", then
// answers each line of its input with one line, and ends with its input. Same protocol as PeerMain.
'use strict';

const { createRequire } = require('node:module');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

const [directory, queue, role, address] = process.argv.slice(2);
const installed = createRequire(join(directory, 'package.json'));
const QUEUE = 'no-op';
let executed = 0;

const queues = {
  'pg-boss': async () => {
    const exported = installed('pg-boss');
    const PgBoss = exported.PgBoss ?? exported.default ?? exported;
    const boss = new PgBoss({ connectionString: address, max: 20 });
    boss.on('error', (error) => console.error(error));
    await boss.start();
    await boss.createQueue(QUEUE);
    return {
      one: () => boss.send(QUEUE, {}),
      many: (jobs) => boss.insert(Array.from({ length: jobs }, () => ({ name: QUEUE }))),
      work: async () => {
        for (let poll = 0; poll < 4; poll++) {
          await boss.work(QUEUE, { batchSize: 2000, pollingIntervalSeconds: 0.5 }, async (jobs) => {
            executed += jobs.length;
          });
        }
      },
      close: () => boss.stop({ graceful: true }),
    };
  },
  'graphile-worker': async () => {
    const { run, makeWorkerUtils, Logger } = installed('graphile-worker');
    const logger = new Logger(() => () => {});
    const utils = await makeWorkerUtils({ connectionString: address, maxPoolSize: 20, logger });
    await utils.migrate();
    let runner;
    return {
      one: () => utils.addJob(QUEUE, {}),
      many: (jobs) => utils.addJobs(Array.from({ length: jobs }, () => ({ identifier: QUEUE, payload: {} }))),
      work: async () => {
        runner = await run({
          logger,
          taskList: { [QUEUE]: async () => { executed++; } },
          preset: {
            worker: {
              connectionString: address,
              maxPoolSize: 20,
              concurrentJobs: 24,
              localQueue: { size: 500 },
              completeJobBatchDelay: 0,
              failJobBatchDelay: 0,
            },
          },
        });
      },
      close: async () => {
        await runner?.stop();
        await utils.release();
      },
    };
  },
};

async function submit(peer, jobs, atOnce, connections) {
  let left = jobs;
  const connection = async () => {
    while (left > 0) {
      const count = Math.min(atOnce, left);
      left -= count;
      await (atOnce === 1 ? peer.one() : peer.many(count));
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return `submitted ${jobs}`;
}

async function main() {
  const peer = await queues[queue]();
  if (role === 'worker') {
    await peer.work();
  }
  console.log('ready');
  for await (const order of createInterface({ input: process.stdin })) {
    const [, ...numbers] = order.split(' ');
    console.log(role === 'worker' ? `count ${executed}` : await submit(peer, ...numbers.map(Number)));
  }
  await peer.close();
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
