"""The GraphQL query over social's stores and the catalogue: schema, loaders, limits."""
