# Runs a throw-away PostgreSQL cluster for as long as its standard input is open.
#
# Once the cluster answers, prints two lines: the directory of its socket, and the PATH on which its
# client programs are. When the input ends, because the
# test process closed it or was killed, it stops the cluster and removes every trace of it.
set -eu

# PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ]; then
    exec setpriv --reuid postgres --regid postgres --init-groups sh -c "$1" sh "$1"
fi

# Debian keeps the server's programs out of PATH.
newest=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
PATH="$PATH${newest:+:$newest}"
command -v initdb >/dev/null || {
    echo "PostgreSQL's initdb was not found: install the PostgreSQL server (Debian: postgresql)" >&2
    exit 1
}

# An interrupt at the terminal is meant for the tests; this ends after them. And if nobody reads the
# output any more, that must not end this before it has cleaned up.
trap '' INT PIPE

cd /tmp
directory=$(mktemp -d /tmp/rollcall-postgres.XXXXXX)
trap 'pg_ctl stop -D "$directory/data" -m immediate -s >/dev/null 2>&1 || true; rm -rf "$directory"' EXIT

initdb -D "$directory/data" -U postgres -A trust -E UTF8 --no-locale --no-sync >"$directory/log" 2>&1 ||
    { cat "$directory/log" >&2; exit 1; }
settings="-c listen_addresses= -c unix_socket_directories=$directory -c max_connections=300"
settings="$settings -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
pg_ctl start -w -s -D "$directory/data" -l "$directory/log" -o "$settings" </dev/null >/dev/null ||
    { cat "$directory/log" >&2; exit 1; }

echo "$directory"
echo "$PATH"
cat >/dev/null
