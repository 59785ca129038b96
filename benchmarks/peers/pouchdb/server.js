// A CouchDB-compatible server. Usage: node server.js PORT FOLDER
const path = require('path');
const express = require('express');
const PouchDB = require('pouchdb-node');

const [, , port, folder] = process.argv;
const app = express();
app.use('/', require('express-pouchdb')(PouchDB.defaults({ prefix: path.join(folder, '/') }), {
  mode: 'minimumForPouchDB',
  logPath: path.join(folder, 'log.txt'),
  configPath: path.join(folder, 'config.json'),
}));
app.listen(+port, '127.0.0.1', () => console.log('ready'));
