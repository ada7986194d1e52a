"""The embedded PostgreSQL: one server for each SAFECONDUCT_HOME, shared by all who use that home.

Whoever needs the server holds a share of it (`EmbeddedDatabase.running`). The first one starts it,
the last one out stops it. Shares are file locks, so a killed process leaves none behind: a server
that outlived its users is found answering and taken over by the next start.

    database/lock        held while starting and stopping
    database/users       one shared lock for each process that uses the server
    database/cluster     PostgreSQL's data          } of the account that runs PostgreSQL
    database/socket      where it listens           }
    database/log         what it and pg_ctl print   }
    database/passwords   of the roles, mode 0600
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from safeconduct.database import binaries, processes, roles
from safeconduct.errors import DatabaseUnavailable, MissingPiece

START_LIMIT_SECONDS = 300
START_TRIES = 3
STOP_LIMIT_SECONDS = 60
PAUSE_SECONDS = 0.1
#: A socket's address holds 108 bytes on Linux and 104 on macOS, the closing zero included.
LONGEST_SOCKET_PATH = 103
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_LOCK_NAME = f"{SOCKET_NAME}.lock"
LOG_LIMIT_BYTES = 10_000_000
LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens: the folder of its socket, or a port on the loopback."""

    host: str
    port: int

    def connect_as(self, role: str, password: str, database: str) -> dict[str, str | int]:
        """The parameters of a connection, as libpq names them."""
        return {
            "host": self.host,
            "port": self.port,
            "user": role,
            "password": password,
            "dbname": database,
            # Whatever else listens there never sees the password.
            "require_auth": "scram-sha-256",
        }


class EmbeddedDatabase:
    """PostgreSQL in a folder. `programs` and `locale` are only given to run another release."""

    def __init__(
        self,
        folder: Path,
        *,
        programs: Path | None = None,
        locale: tuple[str, ...] = LOCALE,
        options: tuple[str, ...] = (),
        start_limit_seconds: int = START_LIMIT_SECONDS,
    ) -> None:
        self.folder = folder.resolve()
        self.cluster = self.folder / "cluster"
        self.log = self.folder / "log"
        self._passwords = self.folder / "passwords"
        self._given_programs = programs
        self._locale = locale
        self._options = options
        self._start_limit_seconds = start_limit_seconds
        self._share: int | None = None

    @contextmanager
    def running(self) -> Iterator[Address]:
        """Hold a share of the running server for the length of a `with` block."""
        address = self.take_share()
        try:
            yield address
        finally:
            self.give_back()

    def take_share(self) -> Address:
        """Start the server unless it answers, and keep it up until `give_back`.

        DatabaseUnavailable when it does not start, MissingPiece when the machine lacks something.
        """
        self._make_folder()
        with self._locked() as lock:
            share = os.open(self.folder / "users", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(share, fcntl.LOCK_SH)
            try:
                self._ensure_answering(lock)
            except BaseException:
                # Ctrl-C too: whoever breaks off a start leaves no server behind.
                if _try_lock(share, fcntl.LOCK_EX):
                    self._stop()
                os.close(share)
                raise
            self._share = share
        return self.address()

    def give_back(self) -> None:
        """Give the share back; the last one out stops the server."""
        if self._share is None:
            return
        with self._locked():
            if _try_lock(self._share, fcntl.LOCK_EX):
                self._stop()
            os.close(self._share)
            self._share = None

    def heal(self) -> bool:
        """Start the server again if its postmaster is gone. Whether that was needed."""
        if processes.postmaster(self.cluster) is not None:
            return False
        with self._locked() as lock:
            self._ensure_answering(lock)
        return True

    def address(self) -> Address:
        """Where the server listens, whether it runs or not."""
        place = self.folder / "socket"
        if len(os.fsencode(place / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return Address(str(place), 5432)
        return Address("127.0.0.1", self._loopback_port())

    def password(self, role: str) -> str:
        """The password of a role; empty before the first start."""
        return roles.read_passwords(self._passwords).get(role, "")

    def admin(self, database: str = "postgres") -> psycopg.Connection:
        """A connection as the admin, for laying the ground and for tests."""
        parameters = self.address().connect_as(roles.ADMIN, self.password(roles.ADMIN), database)
        return psycopg.connect(**parameters, connect_timeout=5, autocommit=True)  # type: ignore[arg-type]

    def answers(self) -> bool:
        """Whether a query is answered."""
        try:
            with self.admin() as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def _ensure_answering(self, lock: int) -> None:
        account = binaries.account_for(self.cluster)
        self._lend_folders(account)
        roles.make_passwords(self._passwords)
        if not self.cluster.exists():
            self._initialise(account, lock)
        tries = 0
        for _ in range(max(1, int(self._start_limit_seconds / PAUSE_SECONDS))):
            if processes.postmaster(self.cluster) is None:
                if tries == START_TRIES:
                    raise self._failed("PostgreSQL did not start.")
                tries += 1
                self._start(account)
            if self.answers():
                break
            time.sleep(PAUSE_SECONDS)
        else:
            raise self._failed(f"PostgreSQL gave no answer in {self._start_limit_seconds} s.")
        with self.admin() as connection:
            roles.lay_ground(connection, roles.read_passwords(self._passwords))

    def _start(self, account: binaries.Account) -> None:
        processes.end(processes.leftovers(self.cluster))
        for file in (self.cluster / "postmaster.pid", self.folder / "socket" / SOCKET_LOCK_NAME):
            processes.forget_if_reused(file, self.cluster)
        self._keep_log_short()
        self._pg_ctl(
            account,
            "start",
            "--wait",
            f"--timeout={self._start_limit_seconds}",
            "--log=../log/postgres.log",
            "--options",
            self._server_options(),
        )

    def _stop(self) -> None:
        if processes.postmaster(self.cluster) is None:
            return
        account = binaries.account_for(self.cluster)
        limit = f"--timeout={STOP_LIMIT_SECONDS}"
        if self._pg_ctl(account, "stop", "--mode=fast", "--wait", limit) != 0:
            self._pg_ctl(account, "stop", "--mode=immediate", "--wait", limit)

    def _pg_ctl(self, account: binaries.Account, *arguments: str) -> int:
        program = self._programs(account) / "bin" / "pg_ctl"
        command = [str(program), f"--pgdata={_here(self.cluster)}", *arguments]
        with open(self.log / "pg_ctl.log", "ab") as output:
            return account.run(command, cwd=self.cluster, output=output.fileno())

    def _server_options(self) -> str:
        address = self.address()
        if address.host == "127.0.0.1":
            options = ["listen_addresses=127.0.0.1", "unix_socket_directories="]
        else:
            options = ["listen_addresses=", "unix_socket_directories=../socket"]
        options += [f"port={address.port}", "unix_socket_permissions=0700", *self._options]
        return " ".join(f"-c {option}" for option in options)

    def _initialise(self, account: binaries.Account, lock: int) -> None:
        """Make the data folder beside its place and move it there whole."""
        unfinished = self.folder / "initialising"
        shutil.rmtree(unfinished, ignore_errors=True)
        cluster = unfinished / "cluster"
        for folder in (unfinished, cluster):
            folder.mkdir(mode=0o700)
        password = unfinished / "password"
        password.touch(mode=0o600)
        password.write_text(self.password(roles.ADMIN))
        for path in (unfinished, cluster, password):
            os.chown(path, account.uid, account.gid)
        with open(self.log / "initdb.log", "wb") as output:
            # initdb inherits the lock: if this process is killed, the next start waits for it.
            code = account.run(
                [
                    self._programs(account) / "bin" / "initdb",
                    f"--pgdata={_here(cluster)}",
                    f"--username={roles.ADMIN}",
                    "--pwfile=../password",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    *self._locale,
                ],
                cwd=cluster,
                output=output.fileno(),
                keep_open=(lock,),
            )
        if code != 0:
            raise self._failed("PostgreSQL could not make its data folder.", "initdb.log")
        cluster.rename(self.cluster)
        shutil.rmtree(unfinished)

    def _programs(self, account: binaries.Account) -> Path:
        return self._given_programs or binaries.reachable(account, self.folder)

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.folder / "lock").touch(mode=0o600)
            if os.geteuid() == 0:
                # Others may pass through to the folders lent to PostgreSQL, and list nothing.
                self.folder.chmod(0o711)
        except OSError as error:
            raise MissingPiece(
                f"{self.folder} cannot be written ({error.strerror}): "
                "set SAFECONDUCT_HOME to a folder of your own."
            ) from error

    def _lend_folders(self, account: binaries.Account) -> None:
        for name in ("socket", "log"):
            folder = self.folder / name
            folder.mkdir(mode=0o700, exist_ok=True)
            if folder.stat().st_uid != account.uid:
                os.chown(folder, account.uid, account.gid)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            for _ in range(int(START_LIMIT_SECONDS / PAUSE_SECONDS)):
                if _try_lock(lock, fcntl.LOCK_EX):
                    break
                time.sleep(PAUSE_SECONDS)
            else:
                raise DatabaseUnavailable(
                    f"Another process has been starting the database in {self.folder} "
                    f"for {START_LIMIT_SECONDS} s."
                )
            yield lock
        finally:
            os.close(lock)

    def _loopback_port(self) -> int:
        kept = self.folder / "port"
        if kept.exists() and kept.read_text().isdecimal():
            port = int(kept.read_text())
            if processes.postmaster(self.cluster) is not None or _is_free(port):
                return port
        port = _free_port()
        kept.write_text(str(port))
        return port

    def _keep_log_short(self) -> None:
        log = self.log / "postgres.log"
        if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
            log.replace(log.with_suffix(".log.1"))

    def _failed(self, message: str, log: str = "postgres.log") -> DatabaseUnavailable:
        path = self.log / log
        lines = path.read_text(errors="replace").splitlines() if path.exists() else []
        telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
        said = (telling or lines)[-1:]
        reason = f" It said: {said[0].strip()}." if said else ""
        return DatabaseUnavailable(f"{message}{reason} The whole log is {path}.")


def _here(cluster: Path) -> str:
    """The name under which PostgreSQL finds its data folder, being started inside it.

    As root it runs under an account that may not be able to walk there from the root folder;
    /proc/self/cwd leads to the folder itself. Without /proc, or as oneself, the plain path does.
    """
    if os.geteuid() == 0 and Path("/proc/self/cwd").exists():
        return "/proc/self/cwd"
    return str(cluster)


def _try_lock(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
