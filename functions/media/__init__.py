"""From an upload to playback: multipart uploads, transcoding, published renditions, positions."""
