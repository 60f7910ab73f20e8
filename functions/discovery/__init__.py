"""What to watch: today, what is trending by MovieLens's ratings."""
