"""Discovery's environment."""

from chassis.settings import ContextSettings


class Settings(ContextSettings):
    """The address of its store, the password by the name of its secret."""

    mysql_url: str
    mysql_secret: str
    cursor_secret: str  # read by chassis.paging
