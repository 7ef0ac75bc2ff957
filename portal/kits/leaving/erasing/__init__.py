"""The long work: a copy of what is somebody's, and erasing it."""
