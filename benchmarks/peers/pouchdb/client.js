// A PouchDB client. Usage: node client.js URL enrol RECORDS | push | both; prints seconds. FOLDER in PEER_DATABASE.
const fs = require('fs');
const path = require('path');
const PouchDB = require('pouchdb-node');

const [, , url, command, records] = process.argv;
const db = new PouchDB(path.join(process.env.PEER_DATABASE, 'local'));
const remote = url + 'visits';
const options = { batch_size: 1000 };

async function load() {
  await new PouchDB(remote).info();
  const docs = fs.readFileSync(records, 'utf8').trim().split('\n').map((text) => {
    const { id, ...rest } = JSON.parse(text);
    return { _id: id, ...rest };
  });
  for (let i = 0; i < docs.length; i += 500) await db.bulkDocs(docs.slice(i, i + 500));
}

(async () => {
  const began = process.hrtime.bigint();
  if (command === 'enrol') await load();
  if (command === 'push') await db.replicate.to(remote, options);
  if (command === 'both') await db.sync(remote, options);
  console.log(Number(process.hrtime.bigint() - began) / 1e9);
  process.exit(0);
})().catch((error) => { console.error(error); process.exit(1); });
