"""How alike two words are."""


def alike(word: str, other: str) -> float:
    """1 for the same word, less for each letter that is omitted, added, wrong or swapped; 0 for nothing in common."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - compiled code, loaded by the first search

    return OSA.normalized_similarity(word, other)
