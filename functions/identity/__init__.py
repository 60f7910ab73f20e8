"""Identity: clients' credentials, the OAuth 2 token endpoint and the authorizer of every context."""
