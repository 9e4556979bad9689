"""What lies in a package beyond its raw bytes: copies for looking at, early stamps, views."""
