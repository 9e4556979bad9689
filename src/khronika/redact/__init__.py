"""Films and pictures: found again by likeness, and shown without bystanders' faces.

Nobody is ever recognised: faces are found only to be blurred, likeness compares whole scenes.
"""
