"""What suites written in Python share: where ../shared is, and how a suite without its input is skipped."""
import os
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SKIPPED = 77  # CHY_SKIPPED of tests/CMakeLists.txt

# A sanitizer's finding must not look like the program's own exit status for bad input.
for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS'):
    os.environ[name] = ':'.join(filter(None, [os.environ.get(name), 'exitcode=99']))


def shared(*parts):
    """The path below the shared material; leaves the program as skipped (failed where CI=true) when it is not there."""
    root = os.environ.get('CHANCERY_SHARED') or os.path.join(TOP, '..', 'shared')
    path = os.path.normpath(os.path.join(root, *parts))
    if os.path.exists(path):
        return path
    failed = os.environ.get('CI') == 'true'
    print(f'{"FAILED" if failed else "SKIPPED"}: {path} is absent (CHANCERY_SHARED names another place)')
    sys.exit(1 if failed else SKIPPED)
