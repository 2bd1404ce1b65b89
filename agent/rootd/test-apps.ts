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
