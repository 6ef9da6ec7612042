"""A running `chancery serve` for suites: started on a free port over a store made of examples/, and stopped."""
import glob
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import threading

import suite
from suite import check

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def make_store(path):
    files = sorted(glob.glob(os.path.join(TOP, 'examples', '*.txt')) + glob.glob(os.path.join(TOP, 'examples', '*.jsonl')))
    suite.chancery('add', *files, '--store', path, timeout=300)
    return path


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Server:
    def __init__(self, store, *options):
        self.process = subprocess.Popen([suite.CHANCERY, 'serve', '--store', store, '--port', '0', *options], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, errors='replace')
        self.log, self.token = '', None
        self.reader = threading.Thread(target=self.read_log, daemon=True)
        self.reader.start()
        line = self.process.stdout.readline()
        found = re.search(r'http://(\S+):(\d+)/', line)
        check(found, 'the server does not start:', line, self.log)
        self.host, self.port = found.group(1).strip('[]'), int(found.group(2))
        found = re.search(r'token: ([0-9a-f]{32})', self.process.stdout.readline())
        self.token = found.group(1) if found else None

    def read_log(self):
        for line in self.process.stderr:
            self.log += line

    def ask(self, path, method='GET', headers=None, body=None):
        link = http.client.HTTPConnection(self.host, self.port, timeout=60)
        link.request(method, path, body=body, headers=headers or {})
        said = link.getresponse()
        answer = Answer(said.status, said.headers, said.read())
        link.close()
        return answer

    def get(self, path):
        answer = self.ask(path)
        check(answer.status == 200, answer.status, path, answer.body[:300])
        return answer.json()

    def raw(self, sent, seconds=15, piece=None, pause=0):
        """Sends bytes as they are; gives what comes back until the server closes, b'' when nothing."""
        link = socket.create_connection((self.host, self.port), timeout=seconds)
        got = b''
        try:
            link.sendall(sent)
            while True:
                part = link.recv(65536)
                if not part:
                    break
                got += part
        except (ConnectionResetError, BrokenPipeError, socket.timeout):
            pass
        link.close()
        return got

    def stop(self, sent=signal.SIGTERM):
        self.process.send_signal(sent)
        status = self.process.wait(60)
        self.reader.join(10)
        check(status == 0, f'the server ended with {status}', self.log[-3000:])
