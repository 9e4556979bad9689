"""Looks at the zip of a package as every other program will."""
