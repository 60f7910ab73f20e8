"""The analytical store: row changes of the other contexts in ClickHouse, and questions over them."""
