// The work of `rounds bench sync` with PouchDB on both sides: sync_pouchdb.cjs PACKAGES FOLDER ROWS CHANGES CLIENTS EACH
// SYNCS. A customer is a document, a device a LevelDB of its own, a territory a database of the server. Prints the lines of
// `rounds bench sync --csv`. As `sync_pouchdb.cjs PACKAGES serve FOLDER` it is the server.
const { spawn } = require('node:child_process');
const { mkdirSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

const [packages, ...rest] = process.argv.slice(2);
const peer = createRequire(join(packages, 'package.json'));
const PouchDB = peer('pouchdb');

function serve(folder) {
  const app = peer('express')();
  mkdirSync(folder, { recursive: true });
  app.use('/', peer('express-pouchdb')(PouchDB.defaults({ prefix: folder + '/' }), { inMemoryConfig: true, logPath: join(folder, 'log.txt') }));
  const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
}

const customer = (n) => ({
  _id: `T${String(n).padStart(6, '0')}`, name: `顺发超市 ${n} 号`, class: 'ABCD'[n % 4], address: `试验县第 ${n % 97} 街 ${n} 号`,
  landmark: `${n % 40} 路公交站对面`, phone: `100${String(n).padStart(8, '0')}`, licence_no: `3101${String(n).padStart(8, '0')}`,
  order_weekday: (n % 5) + 1, delivery_weekday: ((n + 1) % 5) + 1, line: `${n % 20} 号线`, visit_weekdays: [1, 2, 3, 4, 5],
  service_min: 15 + (n % 20), key_points: '新品上柜',
  position: { lat_e7: 311000000 + (n % 1000) * 2000, lng_e7: 1212000000 + (n % 1000) * 2000, datum: 'wgs84' },
});

function line(what, clients, count, seconds, times) {
  let at = ['', '', ''];
  if (times) {
    times.sort((a, b) => a - b);
    at = [50, 95, 99].map((p) => (times[Math.max(Math.ceil((times.length * p) / 100), 1) - 1] * 1000).toFixed(1));
  }
  console.log([what, clients, count, seconds.toFixed(3), (count / Math.max(seconds, 1e-9)).toFixed(1), ...at].join(','));
}

async function timed(work) {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

class Device {
  constructor(folder, address, name) {
    this.db = new PouchDB(join(folder, name));
    this.remote = address;
    this.count = 0;
  }

  async add(count) {
    await this.db.bulkDocs(Array.from({ length: count }, (_, n) => customer(n)));
    this.count = count;
  }

  async change(n) {
    const doc = await this.db.get(customer(n % this.count)._id);
    await this.db.put({ ...doc, note: `第 ${n} 次修改` });
  }

  // Both ways, as a device that does not know what is new elsewhere has to.
  sync() {
    return timed(async () => {
      const done = await this.db.sync(this.remote, { batch_size: 1000 });
      if (done.push.doc_write_failures + done.pull.doc_write_failures > 0) throw new Error('a document was refused');
    });
  }
}

async function main(folder, rows, changes, clients, each, syncs) {
  mkdirSync(folder, { recursive: true });
  const server = spawn(process.execPath, [__filename, packages, 'serve', join(folder, 'server')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((done) => createInterface({ input: server.stdout }).once('line', done));
  try {
    const at = (name) => `http://127.0.0.1:${port}/${name}`;
    const [sender, reader] = ['a', 'b'].map((name) => new Device(folder, at('t0'), name));
    await sender.sync();
    await reader.sync();
    await sender.add(rows);
    line('up', 1, rows, await sender.sync());
    line('down', 1, rows, await reader.sync());
    if ((await reader.db.info()).doc_count !== rows) throw new Error('not every document came over');
    const sent = [];
    const seen = [];
    for (let n = 0; n < changes; n += 1) {
      await sender.change(n);
      sent.push(await sender.sync());
      seen.push(sent.at(-1) + (await reader.sync()));
    }
    const sum = (times) => times.reduce((all, one) => all + one, 0);
    line('change', 1, changes, sum(sent), sent);
    line('change_seen', 1, changes, sum(seen), seen);
    const others = Array.from({ length: clients }, (_, n) => new Device(folder, at(`c${n}`), `c${n}`));
    for (const device of others) {
      await device.sync();
      await device.add(each);
    }
    let times = [];
    let seconds = await timed(async () => {
      times = await Promise.all(others.map((device) => device.sync()));
    });
    line('up_together', clients, clients * each, seconds, times);
    times = [];
    seconds = await timed(() =>
      Promise.all(
        others.map(async (device) => {
          for (let n = 0; n < syncs; n += 1) {
            await device.change(n);
            times.push(await device.sync());
          }
        }),
      ),
    );
    line('syncs', clients, times.length, seconds, times);
  } finally {
    server.kill();
  }
  process.exit(0);
}

if (rest[0] === 'serve') serve(rest[1]);
else main(rest[0], ...rest.slice(1).map(Number));
