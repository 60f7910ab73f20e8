"""A fork server for function processes, run by the Python that functions run on (`python -m cdlc_nursery FD`).

It knows nothing of LocalStack and imports only the standard library and AWS's runtime client, so that a function
finds here what AWS's runtime holds and no more. It is outside LocalStack because a process with threads cannot
be forked safely, and because a child that asks to die with its parent dies with the parent's *thread*.
"""
