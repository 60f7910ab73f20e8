"""The contexts' gRPC server: one process with a servicer and a database user per context.

`python -m rpc`. Functions cannot hold a port, so synchronous questions between contexts come here; what a context
answers is in its `functions/<context>/_rpc.py`.
"""
