"""Money for checkouts: hold it, take it, let it go or give it back; and the books of all that."""
