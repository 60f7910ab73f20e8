"""Discovery's stores: the only SQL."""
