"""Social's environment."""

from chassis.settings import ContextSettings


class Settings(ContextSettings):
    """Addresses of its stores and of the other contexts' gRPC server; secrets by name."""

    mysql_url: str
    mysql_secret: str
    neo4j_url: str
    neo4j_secret: str
    rpc_url: str
    rpc_client_secret: str
    cursor_secret: str  # read by chassis.paging
