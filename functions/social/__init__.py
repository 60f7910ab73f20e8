"""Social: who follows whom, who rated what, and a GraphQL query over both."""
