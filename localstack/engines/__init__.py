"""The local cloud's engines: how each is prepared, started, checked and stopped, and the supervisor that keeps them."""
