"""MariaDB, for MySQL and Aurora: Debian's server on a data folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

from engines import credentials
from engines.engine import PATH, Command, Engine, Unhealthy
from engines.rendering import render

if TYPE_CHECKING:
    from pathlib import Path

_TABLES = 20  # the system schema holds more; fewer means that an installation was cut short


class MariaDB(Engine):
    """Row binlog with full images for Debezium; root and `debezium` only with the passwords of secrets.json."""

    name = "mysql"
    death_signal = "TERM"

    def prepare(self) -> None:
        keys = credentials.load(self.settings)
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        user = pwd.getpwuid(os.geteuid()).pw_name
        render(self.settings, "engines/config/my.cnf.j2", self._config, folder=self.folder, user=user)
        render(self.settings, "engines/config/mysql-init.sql.j2", self.folder / "init.sql", keys=keys)
        if not (self.folder / "data").exists():
            self._install()

    @property
    def _config(self) -> Path:
        return self.folder / "my.cnf"

    def _install(self) -> None:
        """Make the system tables in a folder aside, and put it in place only when it is whole."""
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        words = ("mariadb-install-db", f"--defaults-file={self._config}", f"--datadir={fresh}",
                 "--auth-root-authentication-method=normal", "--skip-test-db")  # fmt: skip
        done = subprocess.run(words, env={"PATH": PATH}, capture_output=True, text=True, check=False)
        if done.returncode or len(list((fresh / "mysql").glob("*"))) < _TABLES:
            raise Unhealthy(f"mariadb-install-db failed: {(done.stdout + done.stderr).strip()[-600:]}")
        fresh.rename(self.folder / "data")

    def command(self) -> Command:
        return Command(("mariadbd", f"--defaults-file={self._config}"), self.environment(), self.folder)

    def check(self) -> None:
        import pymysql  # noqa: PLC0415  # the command knows the engines too, and should not pay for their drivers

        password = credentials.load(self.settings)["mysql_root"]
        host, port = self.settings.host, self.ports[0]
        with closing(pymysql.connect(host=host, port=port, user="root", password=password, connect_timeout=5,
                                     read_timeout=5)) as connection, connection.cursor() as cursor:  # fmt: skip
            cursor.execute("SELECT COUNT(*) FROM mysql.global_priv WHERE User = 'debezium'")
            if cursor.fetchone() != (1,):
                raise Unhealthy("the user debezium is missing")
