"""Social's stores and the other contexts: the only SQL, Cypher and gRPC."""
