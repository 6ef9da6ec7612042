"""A small runner for suites of the program: functions called case_*, counted, each in a folder of its own."""
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

import needs  # noqa: F401 (sets the sanitizers' exit status)

CHANCERY = ''
TEXT = 'PARIS, March 4, 2025 (Harbour News) - France condemned Russia on Monday. Germany expelled two Russian diplomats.\n'


class Failure(Exception):
    pass


def check(condition, *what):
    if not condition:
        raise Failure(' '.join(str(w) for w in what) or 'not as expected')


class Run:
    def __init__(self, done):
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr.decode(errors='replace')


def chancery(*args, status=0, input=None, env=None, timeout=120, **more):
    """Runs the program; fails when the exit status is another."""
    given = {'input': input.encode() if isinstance(input, str) else input} if input is not None else {'stdin': subprocess.DEVNULL}
    done = Run(subprocess.run([CHANCERY, *map(str, args)], env=dict(os.environ, **(env or {})), timeout=timeout,
                              **{'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, **given, **more}))
    if status is not None:
        check(done.status == status, f'status {done.status}, not {status}, of: chancery {" ".join(map(str, args))}\n{done.err[-1500:]}')
    return done


def write(name, content):
    with open(name, 'wb') as f:
        f.write(content.encode() if isinstance(content, str) else content)
    return name


def sanitized():
    """Whether the program is a sanitizer build: then memory and time are not its own."""
    with open(CHANCERY, 'rb') as f:
        data = f.read()
    return b'__asan_' in data or b'__tsan_' in data


def main(cases):
    """Runs the functions of `cases` (a module's globals) that are called case_*, or those named on the command line."""
    global CHANCERY
    CHANCERY = os.path.abspath(sys.argv[1])
    chosen = {n: f for n, f in cases.items() if n.startswith('case_') and (len(sys.argv) == 2 or n[5:] in sys.argv[2:])}
    failed, skipped, top = [], [], os.getcwd()
    for name, function in chosen.items():
        folder = tempfile.mkdtemp(prefix='chancery-')
        os.chdir(folder)
        began = time.time()
        try:
            reason = function()
            if isinstance(reason, str):
                skipped.append(name)
                print(f'skipped {name[5:]}: {reason}')
        except (Failure, subprocess.TimeoutExpired) as x:
            failed.append(name)
            print(f'FAILED  {name[5:]}: {x}')
        except Exception:
            failed.append(name)
            print(f'FAILED  {name[5:]}: {traceback.format_exc()}')
        finally:
            os.chdir(top)
            shutil.rmtree(folder, ignore_errors=True)
        if time.time() - began > 5:
            print(f'        {name[5:]} took {time.time() - began:.1f} s')
    print(f'{len(chosen) - len(failed) - len(skipped)} of {len(chosen)} cases passed, {len(skipped)} skipped, {len(failed)} failed')
    sys.exit(1 if failed or not chosen else 0)
