"""What is shown of a document: rows, cells, bars and maps, before any template sees them."""
