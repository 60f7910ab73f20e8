"""LocalStack with the project's extension, for AWS."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request

from engines.engine import Command, Engine, Unhealthy

_HELPERS = 20  # ports for helpers of its services


class LocalStack(Engine):
    """Works in its own folder only: `localstack/` of the checkout must not be importable where it runs."""

    name = "localstack"
    grace_seconds = 20  # it writes down what it holds
    check_seconds = 15  # it logs every call

    def prepare(self) -> None:
        for name in ("tmp", "cache", "root/usr/lib/localstack"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for catalogue in (self.settings.installed / "localstack").rglob("service-catalog-*.dill"):
            link = self.folder / "root/usr/lib/localstack" / catalogue.name
            if not link.is_symlink():
                link.symlink_to(catalogue)

    def command(self) -> Command:
        python = self.settings.installed / "venvs" / "localstack" / "bin" / "python"
        return Command((str(python), "-P", "-m", "cdlc_localstack"), self._variables(), self.folder)

    def _variables(self) -> dict[str, str]:
        first = self.settings.ports["localstack_services_first"]
        return self.environment(
            PYTHONUNBUFFERED="1",
            XDG_CACHE_HOME=str(self.folder / "cache"),
            FILESYSTEM_ROOT=str(self.folder / "root"),
            GATEWAY_LISTEN=self.address,
            OVERRIDE_IN_DOCKER="0",
            DNS_ADDRESS="0",
            SKIP_SSL_CERT_DOWNLOAD="1",
            SKIP_INFRA_DOWNLOADS="1",
            DISABLE_EVENTS="1",
            EAGER_SERVICE_LOADING="0",
            CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES="0",
            LAMBDA_RUNTIME_EXECUTOR="process",
            LAMBDA_KEEPALIVE_MS="120000",  # an idle function keeps its memory so long; a start costs about 0.1 s
            EXTRA_CORS_ALLOWED_ORIGINS=self.settings.public_url,
            EXTERNAL_SERVICE_PORTS_START=str(first),
            EXTERNAL_SERVICE_PORTS_END=str(first + _HELPERS),
            CDLC_STATE=str(self.settings.state),
            CDLC_LAMBDA_PYTHON=str(self.settings.installed / "venvs" / "lambda" / "bin" / "python"),
            CDLC_KAFKA_BOOTSTRAP=self.settings.address("kafka"),
        )

    def check(self) -> None:
        """Ask STS who we are: the whole chain of handlers, one service, no account but the local one."""
        answer = self._ask("sts", Action="GetCallerIdentity", Version="2011-06-15")
        if f"<Account>{self.settings.account}</Account>".encode() not in answer:
            raise Unhealthy("STS does not name the local account")

    def lost_its_deployment(self) -> bool:
        """Its extension keeps everything that was deployed; where it could not, the front door's stack is gone."""
        if not (self.settings.state / "deployed.json").exists():
            return False
        try:
            answer = self._ask("cloudformation", Action="DescribeStacks", StackName="cdlc", Version="2010-05-15")
        except urllib.error.HTTPError:
            return True
        return re.search(rb"<StackStatus>(CREATE|UPDATE)_COMPLETE</StackStatus>", answer) is None

    def _ask(self, service: str, **form: str) -> bytes:
        scope = f"{self.settings.account}/20260101/{self.settings.region}/{service}/aws4_request"
        request = urllib.request.Request(
            f"http://{self.address}/",
            urllib.parse.urlencode(form).encode(),
            {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return bytes(answer.read())
