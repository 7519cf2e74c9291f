"""From a reading to records: headings, rows and figures placed in the case schema, or a person asked."""
