"""Who acts: a profile, by the token's claims."""

from typing import NewType
from uuid import UUID, uuid5

ProfileId = NewType("ProfileId", str)

_CLIENTS = UUID("6d1f2a0e-3c5b-5d47-9a43-8f1b7e0c2d51")  # the namespace of profiles that belong to OAuth clients


def acting_profile(profile_id: str | None, sub: str) -> ProfileId:
    """The claim `profile_id`; without it the account (`sub`), and for a client, which has no UUID, one of its own."""
    if profile_id:
        return ProfileId(profile_id)
    try:
        return ProfileId(str(UUID(sub)))
    except ValueError:
        return ProfileId(str(uuid5(_CLIENTS, sub)))
