"""Writers of reply documents: the same reply gives the same bytes."""
