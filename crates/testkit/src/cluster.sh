# Runs a throw-away PostgreSQL cluster for as long as its standard input is open.
#
# Once the cluster answers, prints two lines: the directory of its socket, and the PATH on which its
# client programs are. When the input ends, because the
# test process closed it or was killed, it stops the cluster and removes every trace of it.
#
# Given a port, the cluster listens there too, only with TLS and a certificate for "localhost" of an
# authority of its own, and has the user "guest" with the password "s3cret". The directory then has
# authority.crt, and stranger.crt of another authority.
set -eu

# PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ]; then
    exec setpriv --reuid postgres --regid postgres --init-groups sh -c "$1" sh "$1" "${2-}"
fi

port=${2-}

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
# Each entry of the log begins with the name of its database.
settings="$settings -c log_line_prefix=%d:"

# certificate NAME SUBJECT EXTENSION [SIGNING OPTIONS]
certificate() {
    name=$1 subject=$2 extension=$3
    shift 3
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
        -keyout "$directory/$name.key" -out "$directory/$name.crt" -subj "/CN=$subject" \
        -addext "$extension" "$@" 2>>"$directory/log" || { cat "$directory/log" >&2; exit 1; }
}
if [ -n "$port" ]; then
    certificate authority "Rollcall tests" "keyUsage=critical,keyCertSign"
    certificate stranger "A stranger" "keyUsage=critical,keyCertSign"
    certificate server localhost "subjectAltName=DNS:localhost" \
        -CA "$directory/authority.crt" -CAkey "$directory/authority.key" \
        -addext "basicConstraints=critical,CA:FALSE"
    chmod 755 "$directory"
    settings="$settings -c listen_addresses=localhost -c port=$port -c ssl=on"
    settings="$settings -c ssl_cert_file=$directory/server.crt -c ssl_key_file=$directory/server.key"
    {
        echo "hostnossl all all all reject"
        echo "hostssl all guest all scram-sha-256"
        cat "$directory/data/pg_hba.conf"
    } >"$directory/hba"
    cp "$directory/hba" "$directory/data/pg_hba.conf"
fi
pg_ctl start -w -s -D "$directory/data" -l "$directory/log" -o "$settings" </dev/null >/dev/null ||
    { cat "$directory/log" >&2; exit 1; }

if [ -n "$port" ]; then
    psql -X -q -h "$directory" -p "$port" -U postgres -c "CREATE ROLE guest LOGIN PASSWORD 's3cret'" >&2
fi

echo "$directory"
echo "$PATH"
cat >/dev/null
