import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

import psycopg

TYPES = {"bool": "BOOLEAN", "int": "BIGINT", "float": "DOUBLE PRECISION", "date": "DATE", "datetime": "TIMESTAMP", "text": "TEXT"}


def type_of(kind):
    return kind.replace("decimal", "NUMERIC(18,") + ")" if kind.startswith("decimal") else TYPES[kind]


def program(name):
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=lambda path: int(path.split("/")[4]))
    return found[-1] if found else shutil.which(name) or sys.exit(f"no {name}: install PostgreSQL")


def unprivileged():
    """PostgreSQL does not run as root."""
    if os.getuid() != 0:
        return None, None
    user = pwd.getpwnam("nobody")

    def become():
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)

    return user, become


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main():
    user, become = unprivileged()
    # Sockets have short paths only.
    folder = tempfile.mkdtemp(prefix="sandtable-pg-", dir="/tmp")
    server = None
    try:
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        data = os.path.join(folder, "data")
        # An ordinary locale of a server: what must sort by code points has to say so.
        initdb = [program("initdb"), "-D", data, "-U", "sandtable", "-A", "trust", "-E", "UTF8", "--no-sync"]
        locales = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.split()
        wanted = [name for name in locales if name.lower().startswith("en_us.utf")] + ["C.UTF-8"]
        initdb += ["--locale", wanted[0]]
        subprocess.run(initdb, check=True, cwd=folder, preexec_fn=become, stdout=subprocess.DEVNULL)
        port = free_port()
        options = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off"}
        server = subprocess.Popen(
            [program("postgres"), "-D", data] + [word for key in options for word in ("-c", f"{key}={options[key]}")],
            cwd=folder, preexec_fn=become, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.time() + 60
        while True:
            try:
                database = psycopg.connect(
                    host="127.0.0.1", port=port, user="sandtable", dbname="postgres", autocommit=True)
                break
            except psycopg.OperationalError:
                if time.time() > deadline or server.poll() is not None:
                    raise
                time.sleep(0.1)
        database.execute("SET jit = off")
        database.execute("SET work_mem = '256MB'")
        for job in jobs():
            database.execute(f"CREATE SCHEMA {quoted(job['schema'])}")
            for table in job["tables"]:
                name = f"{quoted(job['schema'])}.{quoted(table['name'])}"
                columns = ", ".join(f"{quoted(column)} {type_of(kind)}" for column, kind in table["columns"])
                database.execute(f"CREATE TABLE {name} ({columns})")
                with database.cursor() as cursor, open(table["file"], "rb") as file:
                    with cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv, NULL '\\N')") as copy:
                        while block := file.read(1 << 20):
                            copy.write(block)
                database.execute(f"ANALYZE {name}")
            for query in job["queries"]:
                write(answered(lambda sql: database.execute(sql).fetchall(), query))
        database.close()
    finally:
        if server:
            server.terminate()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()
