"""The environment of orders."""

from chassis.settings import ContextSettings


class Settings(ContextSettings):
    """Addresses of its stores; the password of MySQL by the name of its secret."""

    mysql_url: str
    mysql_secret: str
    cursor_secret: str  # read by chassis.paging
    tickets_secret: str  # signs ticket codes
    rpc_url: str = ""  # only where tickets are issued
    rpc_client_secret: str = ""
    checkout_machine_arn: str = ""  # only where executions are started
