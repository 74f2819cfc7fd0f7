# Runs a PostgreSQL cluster for as long as its standard input is open, below the directory in $2.
#
# Once it answers, prints the directory of its socket and the id of its process. Everything is
# durable, as a PostgreSQL is by default.
set -eu

# PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ]; then
    exec setpriv --reuid postgres --regid postgres --init-groups sh -c "$1" sh "$1" "$2"
fi

# Debian keeps the server's programs out of PATH.
newest=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
PATH="$PATH${newest:+:$newest}"
command -v initdb >/dev/null || {
    echo "PostgreSQL's initdb was not found: install the PostgreSQL server (Debian: postgresql)" >&2
    exit 1
}
trap '' INT PIPE

cd "$2"
directory=$(mktemp -d "$2/rollcall-bench.XXXXXX")
trap 'pg_ctl stop -D "$directory/data" -m immediate -s >/dev/null 2>&1 || true; rm -rf "$directory"' EXIT

initdb -D "$directory/data" -U postgres -A trust -E UTF8 --no-locale >"$directory/log" 2>&1 ||
    { cat "$directory/log" >&2; exit 1; }
settings="-c listen_addresses= -c unix_socket_directories=$directory -c max_connections=300"
settings="$settings -c shared_buffers=512MB -c max_wal_size=4GB"
pg_ctl start -w -s -D "$directory/data" -l "$directory/log" -o "$settings" </dev/null >/dev/null ||
    { cat "$directory/log" >&2; exit 1; }

echo "$directory"
head -n 1 "$directory/data/postmaster.pid"
cat >/dev/null
