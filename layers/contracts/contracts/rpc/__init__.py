"""gRPC: one folder per context and version, with its `.proto` and the stubs that `make protos` generates from it."""
