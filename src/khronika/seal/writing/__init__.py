"""What a package is written with: whole files on the disk, and the head that binds them."""
