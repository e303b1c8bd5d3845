"""The missed bin form of Exampleshire District Council."""
