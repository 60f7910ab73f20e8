"""The server's environment."""

from chassis.settings import ContextSettings


class Settings(ContextSettings):
    """Addresses are `host:port`; passwords lie in the secrets `cdlc/<stage>/mysql/<context>`, read on first use."""

    rpc_listen: str
    stage: str
    public_url: str
    mysql_address: str
    jwks_parameter: str
    workers: int = 8
    stop_seconds: float = 5
