"""A PostgreSQL of this run's own: made at its beginning, stopped and removed at its end."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile


def programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    initdb = found[-1] if found else shutil.which("initdb")
    if not initdb:
        raise SystemExit("PostgreSQL is missing: `cargo xtask test --only tools` installs it")
    return os.path.dirname(initdb)


def somebody():
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


class Cluster:
    def __init__(self):
        self.programs, self.user = programs(), somebody()
        self.folder = tempfile.mkdtemp(prefix="danvan-pg-", dir="/tmp")
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        data = f"{self.folder}/data"
        self.do("initdb", "-D", data, "-U", "danvan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        # Nothing here survives a power cut, which no run makes: the disk is not waited for.
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        self.do("pg_ctl", "-D", data, "-l", f"{self.folder}/log", "-w", "-s", "start", "-o", options)
        self.do("createdb", "-U", "danvan", "-h", self.folder, "books")
        self.url = f"postgres://danvan@localhost/books?host={self.folder}"

    def do(self, program, *arguments):
        account = {"user": self.user.pw_uid, "group": self.user.pw_gid} if self.user else {}
        command = [os.path.join(self.programs, program), *arguments]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, **account)

    def stop(self):
        self.do("pg_ctl", "-D", f"{self.folder}/data", "-s", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
