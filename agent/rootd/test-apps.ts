// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Package } from '#contract/package.ts';
import { testPackage } from './test-package.ts';

const PYTHON = { type: 'apt', package: 'python3-minimal', version: '~3.13', with: ['python3'] };

const ECHO_SERVER = `import json, os, socketserver, sys
from http.server import BaseHTTPRequestHandler

def read(path):
    try:
        with open(path) as file:
            return file.read().strip()
    except OSError:
        return None

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        hook = read('/data/hook.json')
        body = json.dumps({
            'argv': sys.argv[1:],
            'env': dict(os.environ),
            'uid': os.getuid(),
            'headers': {name.lower(): value for name, value in self.headers.items()},
            'beforeStart': read('/data/before-start'),
            'line': read('/data/line'),
            'hook': json.loads(hook) if hook else None,
        }).encode()
        self.send_response(200)
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

/** Answers with the arguments, environment and files that it got: what arrived of what was written. */
export const echoApp = (): Package =>
  testPackage(
    'echo',
    {
      source: PYTHON,
      settings: { weird: { type: 'text', title: 'Anything', default: '' } },
      env: {
        GENERATED: { generate: 'hex', length: 32 },
        WEIRD: { setting: 'weird' },
        TITLE: { key: 'name' },
      },
      processes: [
        {
          name: 'web',
          kind: 'web',
          listens: 'socket',
          after: ['line'],
          command: [
            'python3',
            '/package/server.py',
            '$HOME',
            '${HOME}',
            '%h',
            '100%',
            'a "b" \'c\'',
            'back\\slash\\n',
            ';',
            ' ',
            'ünï ✓',
          ],
        },
        {
          name: 'line',
          kind: 'once',
          command: 'printf \'%s\' "$HOME"\' %h \\ "q" \'$((3 + 4)) > /data/line',
        },
      ],
      hooks: {
        'before-start': ['sh', 'hooks/before-start.sh'],
        initialise: ['sh', 'hooks/initialise.sh', '$HOME $$ %h'],
      },
      admin: { username: 'admin', password: { generate: 'password' } },
      volumes: [{ name: 'content', target: '/usr/share/doc/python3' }],
      limits: { memory: '128M', processes: 32 },
    },
    {
      'server.py': ECHO_SERVER,
      'hooks/before-start.sh': 'echo "ran in $(pwd)" > /data/before-start\n',
      'hooks/initialise.sh':
        'python3 -c \'import json, os, sys; json.dump({"username": os.environ["ADMIN_USERNAME"], "password": os.environ["ADMIN_PASSWORD"], "dollars": sys.argv[1]}, open("/data/hook.json", "w"))\' "$1"\n',
    },
  );

/** Tells everybody who reaches it whom its guard let in. */
export const guardedApp = (): Package =>
  testPackage(
    'guarded',
    {
      source: PYTHON,
      env: { PORT: { key: 'port' } },
      run: { start: ['python3', '/package/server.py'] },
      guard: {},
      admin: { username: 'admin', password: { generate: 'password' } },
      limits: { memory: '128M', processes: 32 },
    },
    {
      'server.py': `import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"user={self.headers['Remote-User']} secret={self.headers['Authorization']}".encode())

ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler).serve_forever()
`,
    },
  );

/** Says hello on its allocated port. */
export const portApp = (): Package =>
  testPackage(
    'hello',
    {
      source: PYTHON,
      env: { PORT: { key: 'port' } },
      run: { start: ['python3', '/package/server.py'] },
      limits: { memory: '128M', processes: 32 },
    },
    {
      'server.py': `import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'hello')

ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler).serve_forever()
`,
    },
  );

const NOTES_SERVER = `import json, os, signal, socketserver, threading, time
from http.server import BaseHTTPRequestHandler
import psycopg2, pymysql, redis

PLACES = ('file', 'volume', 'postgres', 'mysql', 'redis')
lock = threading.Lock()

def postgres():
    return psycopg2.connect(os.environ['DATABASE_URL'])

def mysql():
    return pymysql.connect(unix_socket=os.environ['MYSQL_SOCKET'], user=os.environ['MYSQL_USER'], database=os.environ['MYSQL_NAME'])

def keep(text):
    for path in ('/data/notes', '/srv/volume/notes'):
        with open(path, 'a') as file:
            file.write(text + '\\n')
    for connection in (postgres(), mysql()):
        cursor = connection.cursor()
        cursor.execute('INSERT INTO notes (text) VALUES (%s)', (text,))
        connection.commit()
        connection.close()
    redis.Redis(unix_socket_path=os.environ['REDIS_SOCKET']).rpush('notes', text)

def lines(path):
    try:
        with open(path) as file:
            return file.read().split()
    except FileNotFoundError:
        return []

def rows(connection):
    cursor = connection.cursor()
    cursor.execute('SELECT text FROM notes ORDER BY text')
    found = [row[0] for row in cursor.fetchall()]
    connection.close()
    return found

def kept():
    return {
        'file': lines('/data/notes'),
        'volume': lines('/srv/volume/notes'),
        'postgres': rows(postgres()),
        'mysql': rows(mysql()),
        'redis': [text.decode() for text in redis.Redis(unix_socket_path=os.environ['REDIS_SOCKET']).lrange('notes', 0, -1)],
    }

class Handler(BaseHTTPRequestHandler):
    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        time.sleep(0.02)
        if self.path == '/ticks':
            self.answer(len(lines('/data/ticks')))
        elif self.path == '/about':
            self.answer({'version': os.environ['VERSION'], 'salt': os.environ.get('SALT'), 'colour': os.environ.get('COLOUR'), 'url': os.environ['URL'], 'config': lines('/config/notes.conf'), 'once': lines('/config/once.conf'), 'hooks': lines('/data/hooks')})
        else:
            self.answer(kept())

    def do_POST(self):
        text = self.rfile.read(int(self.headers['Content-Length'])).decode()
        if self.path == '/ticks':
            time.sleep(0.02)
            with lock, open('/data/ticks', 'a') as file:
                file.write(text + '\\n')
        else:
            keep(text)
        self.answer('kept')

    def log_message(self, *args):
        pass

class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = False
    request_queue_size = 128
    def get_request(self):
        request, _ = super().get_request()
        return request, ('unix', 0)

class PortServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False
    request_queue_size = 128

port = os.environ.get('PORT')
server = PortServer(('127.0.0.1', int(port)), Handler) if port else Server('/run/hop3/web.sock', Handler)
# Ends as a well-made app does: takes no more, and answers what it took.
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever()
server.server_close()
`;

/** Keeps notes in every place that an app can have; `version` in its environment tells releases apart. */
export const notesApp = (version = '1', change: Record<string, unknown> = {}): Package =>
  testPackage(
    'notes',
    {
      source: {
        ...PYTHON,
        with: ['python3', 'python3-psycopg2', 'python3-pymysql', 'python3-redis'],
      },
      env: {
        VERSION: version,
        URL: { key: 'url' },
        DATABASE_URL: { from: 'postgres', key: 'DATABASE_URL' },
        MYSQL_SOCKET: { from: 'mysql', key: 'SOCKET' },
        MYSQL_USER: { from: 'mysql', key: 'USER' },
        MYSQL_NAME: { from: 'mysql', key: 'NAME' },
        REDIS_SOCKET: { from: 'redis', key: 'SOCKET' },
      },
      processes: [
        { name: 'web', kind: 'web', listens: 'socket', command: ['python3', '/package/server.py'] },
      ],
      addons: [{ type: 'postgres' }, { type: 'mysql' }, { type: 'redis' }],
      volumes: [{ name: 'volume', target: '/srv/volume' }],
      files: [
        { template: 'notes.conf', to: 'config/notes.conf' },
        { template: 'once.conf', to: 'config/once.conf', when: 'install' },
      ],
      hooks: {
        initialise: ['python3', 'hooks/initialise.py'],
        migrate: 'echo "migrate-$VERSION" >> /data/hooks',
        'domain-changed': 'echo "from $HOP3_OLD_URL to $HOP3_URL" | tr " " _ >> /data/hooks',
        'after-restore': 'echo after-restore >> /data/hooks',
      },
      admin: {
        username: 'admin',
        password: { generate: 'password' },
        reset:
          'test "$ADMIN_PASSWORD" != refused-password && printf "%s:%s\\n" "$ADMIN_USERNAME" "$ADMIN_PASSWORD" > /data/password',
      },
      check: {
        'sign-in': {
          basic: {},
          inside: { path: '/', contains: 'file' },
          refused: { status: 401 },
        },
        count: { command: 'cat /data/notes 2>/dev/null | wc -l' },
      },
      limits: { memory: '256M', processes: 64 },
      ...change,
    },
    {
      'server.py': NOTES_SERVER,
      'notes.conf': 'database=${postgres.NAME} url=${url} version=' + version + '\n',
      'once.conf': 'url=${url} version=' + version + '\n',
      'hooks/initialise.py': `import os, psycopg2, pymysql
for connection in (psycopg2.connect(os.environ['DATABASE_URL']), pymysql.connect(unix_socket=os.environ['MYSQL_SOCKET'], user=os.environ['MYSQL_USER'], database=os.environ['MYSQL_NAME'])):
    connection.cursor().execute('CREATE TABLE notes (text VARCHAR(200))')
    connection.commit()
`,
    },
  );

/** Its next version: on a port, with a volume, a secret and a question more; and so of another root. */
export const portNotes = (): Package => {
  const before = notesApp('2');
  const { manifest } = before;
  return {
    ...before,
    manifest: {
      ...manifest,
      env: {
        ...manifest.env,
        SALT: { generate: 'hex', length: 32, display: false },
        COLOUR: { setting: 'colour' },
        PORT: { key: 'port' },
      },
      settings: {
        colour: { type: 'text', title: 'Colour', default: 'red', required: false, advanced: false },
      },
      processes: manifest.processes.map((process) => ({ ...process, listens: 'port' })),
      volumes: [
        ...manifest.volumes,
        { name: 'more', target: '/srv/more', mode: '0750', backup: { include: true } },
      ],
    },
  };
};
