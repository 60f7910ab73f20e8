#!/bin/sh
# Installs what the local cloud needs; the second time it installs nothing and needs no network.
#   localstack/bootstrap.sh               all of it (Debian packages only as root)
#   localstack/bootstrap.sh --packages    the Debian packages alone: the part that needs sudo
#   … --tests                             what only the tests need, too: a browser
# Here: find a Python that can run the rest (localstack/cdlc/install), or install Debian's.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

usable() {
    "$1" -c 'import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' >/dev/null 2>&1
}

find_python() {
    for candidate in /usr/bin/python3 python3.11 python3 python3.12; do
        if usable "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

if ! python=$(find_python); then
    if [ "$(id -u)" -ne 0 ]; then
        echo "Python 3.11 or 3.12 with venv is missing; run this first: sudo $root/localstack/bootstrap.sh --packages" >&2
        exit 1
    fi
    echo "installing Debian's Python"
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends python3 python3-venv; } \
        >/dev/null || { echo "apt-get could not install python3-venv; run it by hand to see why" >&2; exit 1; }
    python=$(find_python) || { echo "Debian's python3 is not 3.11 or 3.12; install one of them" >&2; exit 1; }
fi
cd "$root"
PYTHONPATH="$root/localstack" exec "$python" -B -m cdlc.install "$@"
