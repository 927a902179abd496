"""List actions of recertification, set-based: whom a selection means, what will change, and how it is written."""
