"""Who is who: naming, proving, adding and merging, each by whoever may."""
