// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Package } from '#contract/package.ts';
import { testPackage } from './test-package.ts';

/**
 * Never rests: two threads move money between accounts of a database of SQLite, so the sum is always 0, while a third
 * makes and deletes files. It is backed up while it runs.
 */
const SERVER = `import os, socketserver, sqlite3, threading, time
from http.server import BaseHTTPRequestHandler

def connect():
    connection = sqlite3.connect('/data/ledger.db', timeout=60, isolation_level=None)
    connection.execute('PRAGMA journal_mode=WAL')
    return connection

setup = connect()
setup.execute('CREATE TABLE IF NOT EXISTS moves (id INTEGER PRIMARY KEY, account TEXT, amount INTEGER, why TEXT)')
setup.execute('CREATE INDEX IF NOT EXISTS by_account ON moves (account)')

def write(name):
    connection = connect()
    turn = 0
    while True:
        turn += 1
        connection.execute('BEGIN IMMEDIATE')
        connection.execute('INSERT INTO moves (account, amount, why) VALUES (?, ?, ?)', (name, turn, 'x' * (turn % 900)))
        connection.execute('INSERT INTO moves (account, amount, why) VALUES (?, ?, ?)', ('other', -turn, 'y' * (turn % 700)))
        if turn % 50 == 0:
            connection.execute('DELETE FROM moves WHERE account IN (?, ?) AND abs(amount) < ?', (name, 'none', 0))
        connection.execute('COMMIT')
        time.sleep(0.002)

def litter():
    os.makedirs('/data/tmp', exist_ok=True)
    turn = 0
    while True:
        turn += 1
        path = '/data/tmp/%d' % turn
        with open(path, 'w') as file:
            file.write('gone in a moment')
        time.sleep(0.003)
        os.unlink(path)

for target, args in ((write, ('one',)), (write, ('two',)), (litter, ())):
    threading.Thread(target=target, args=args, daemon=True).start()

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = str(connect().execute('SELECT count(*) FROM moves').fetchone()[0]).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass

class Server(socketserver.ThreadingUnixStreamServer):
    def get_request(self):
        request, _ = super().get_request()
        return request, ('unix', 0)

Server('/run/hop3/web.sock', Handler).serve_forever()
`;

export const ledgerApp = (): Package =>
  testPackage(
    'ledger',
    {
      source: { type: 'apt', package: 'python3-minimal', version: '~3.13', with: ['python3'] },
      processes: [
        { name: 'web', kind: 'web', listens: 'socket', command: ['python3', '/package/server.py'] },
      ],
      backup: { quiesce: 'live', sqlite: ['ledger.db'] },
      limits: { memory: '256M', processes: 64 },
    },
    { 'server.py': SERVER },
  );
